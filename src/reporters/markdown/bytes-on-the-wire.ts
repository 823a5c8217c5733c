/** What the bytes between clients and service are made of, and how their connections began, where something is encrypted. */
import type { ConnectionFacts } from "../../result/wire.js";
import { count, number, UNKNOWN } from "../format.js";
import { table } from "../markdown-table.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";
import { named } from "./sections.js";

type Cells = readonly (number | undefined)[];

/** Undefined where nothing is encrypted: then "Cost" says all of it. */
export function bytesOnTheWire({ result, summary }: Tables): string | undefined {
  if (summary.every(({ handshakesFull }) => handshakesFull === undefined)) return undefined;
  const parts = table(
    ["bytes per delivery", "event payload", "HTTP, frames", "TLS records", "TLS handshakes", "total"],
    summary.flatMap((row) =>
      linesOf(row).map(([direction, ...cells]) => [`${named(row)} ${direction}`, ...cells.map(number)]),
    ),
  );
  const facts = (name: string): ConnectionFacts | undefined =>
    result.rounds.flatMap(({ approaches }) => approaches).find(({ approach }) => approach === name)?.wire.connection;
  const connections = table(
    [
      "connections",
      "encryption",
      "protocol",
      "under way",
      "opened before",
      "while measuring",
      "full handshakes",
      "resumed",
      "one in full",
      "one resumed",
    ],
    summary.map((row) => [named(row), ...wordsOf(facts(row.approach)), ...countsOf(row)]),
    { wordColumns: 3 },
  );
  return [parts, PARTS, connections, CONNECTIONS].join("\n\n");
}

const PARTS =
  "All of it was counted at the clients' raw sockets, and each line adds up. What is no payload of the bytes inside of TLS is HTTP, or frames. Handshakes are counted, and multiplied by what one of them carries. The rest are the heads and tags of records, goodbyes (close_notify), and handshakes that failed; a signature varies by a byte or two, and the rest takes that, too.";
const CONNECTIONS =
  "Under way: how many events one connection may carry at the same time that are not yet acknowledged × how many connections one sender may have to one receiver. What one handshake carries (bytes of the side that opens the connection / of the one that accepts it, with its tickets) was measured in each round by connections without traffic. Empty: nothing such, or unknown.";

function linesOf(row: Row): (readonly [string, ...Cells])[] {
  return [
    [
      "to the service",
      row.wireToServicePayloadBytesPerDelivery,
      row.wireToServiceProtocolBytesPerDelivery,
      row.wireToServiceTlsRecordBytesPerDelivery,
      row.wireToServiceTlsHandshakeBytesPerDelivery,
      row.wireToServiceBytesPerDelivery,
    ],
    [
      "from the service",
      row.wireFromServicePayloadBytesPerDelivery,
      row.wireFromServiceProtocolBytesPerDelivery,
      row.wireFromServiceTlsRecordBytesPerDelivery,
      row.wireFromServiceTlsHandshakeBytesPerDelivery,
      row.wireFromServiceBytesPerDelivery,
    ],
    [
      "both",
      row.wirePayloadBytesPerDelivery,
      row.wireProtocolBytesPerDelivery,
      row.wireTlsRecordBytesPerDelivery,
      row.wireTlsHandshakeBytesPerDelivery,
      row.wireBytesPerDelivery,
    ],
  ];
}

function wordsOf(facts: ConnectionFacts | undefined): string[] {
  if (facts === undefined) return [UNKNOWN, UNKNOWN, UNKNOWN];
  const { protocol, connections: most, inFlightEach, tls } = facts;
  return [
    tls === undefined ? "none" : [`TLS ${tls.version}`, ...(tls.certificate ? [tls.certificate] : [])].join(", "),
    protocol === "h2" ? "HTTP/2" : "HTTP/1.1",
    `${inFlightEach === undefined ? "any" : count(inFlightEach)} × ${typeof most === "number" ? count(most) : most}`,
  ];
}

function countsOf(row: Row): string[] {
  const one = (opener: number | undefined, listener: number | undefined): string =>
    opener === undefined || listener === undefined ? UNKNOWN : `${count(opener)} / ${count(listener)}`;
  return [
    ...[row.connectionsOpenedBefore, row.connectionsOpenedDuring, row.handshakesFull, row.handshakesResumed].map(count),
    one(row.fullHandshakeOpenerBytes, row.fullHandshakeListenerBytes),
    one(row.resumedHandshakeOpenerBytes, row.resumedHandshakeListenerBytes),
  ];
}
