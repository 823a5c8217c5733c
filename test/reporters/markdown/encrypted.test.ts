/** The report of a run over TLS: what bytes are made of, how connections began, and where the time of a delivery goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { summaryCsv } from "../../../src/reporters/csv/rows-csv.js";
import { bytesOnTheWire } from "../../../src/reporters/markdown/bytes-on-the-wire.js";
import { markdown } from "../../../src/reporters/markdown/report-md.js";
import { whereTheTimeGoes } from "../../../src/reporters/markdown/where-the-time-goes.js";
import { parseResult } from "../../../src/reporters/read-result.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { Result, WireSample } from "../../../src/result/result.js";
import { csvRecords } from "../csv-records.js";
import { part, resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "../fixture.js";
import { matchesGolden } from "../golden.js";

const NEW = WEBHOOK_NEW_CONNECTION.name;
const EVENTS = 600;
const MS = 1e6;

/** 600 events of 305 bytes in an ingest: over plain HTTP, over TLS with a handshake each, and by WebSocket over TLS. */
function encrypted(bend: (result: Result) => void = () => {}): Result {
  const security = { version: "1.3", certificate: "P-256", resumption: "on" } as const;
  const full = { toServiceBytes: 338, fromServiceBytes: 1_729 };
  const resumed = { toServiceBytes: 641, fromServiceBytes: 256 };
  const wires: Record<string, Partial<WireSample>> = {
    webhook: {
      ...{ toServiceBytes: EVENTS * 591, fromServiceBytes: EVENTS * 112 },
      connection: { protocol: "http/1.1", connections: 8, inFlightEach: 1 },
    },
    [NEW]: {
      ...{ toServiceBytes: EVENTS * (610 + 22 + 338), fromServiceBytes: EVENTS * (83 + 46 + 1_729) },
      connection: { protocol: "http/1.1", connections: "one per event", inFlightEach: 1, tls: security },
      tls: {
        ...{ plainToServiceBytes: EVENTS * 610, plainFromServiceBytes: EVENTS * 83 },
        handshakes: { byClients: { full: EVENTS, resumed: 0 }, byService: { full: 0, resumed: 0 } },
      },
      oneHandshake: { byClients: { full } },
    },
    websocket: {
      ...{ toServiceBytes: EVENTS * 335, fromServiceBytes: EVENTS * 48 },
      connection: { protocol: "http/1.1", connections: 1, tls: { version: "1.3", resumption: "on" } },
      tls: {
        ...{ plainToServiceBytes: EVENTS * 313, plainFromServiceBytes: EVENTS * 26 },
        handshakes: { byClients: { full: 0, resumed: 0 }, byService: { full: 0, resumed: 0 } },
      },
      oneHandshake: { byClients: { full, resumed } },
    },
  };
  return resultOf(2, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET], (result) => {
    result.scenario.flow = "ingest";
    for (const { name } of [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET]) {
      for (const round of [1, 2]) {
        const one = part(result, round, name);
        one.deliveries.delivered = EVENTS;
        const payload = { payloadBytes: EVENTS * 305, payloadToServiceBytes: EVENTS * 305 };
        Object.assign(one.wire, payload, wires[name]);
      }
    }
    const stages = { preparedEvents: EVENTS, prepareNs: EVENTS * 0.04 * MS, stagesDeliveries: EVENTS };
    part(result, 1, NEW).figures = {
      ...{ ...stages, stageLateNs: EVENTS * 0.1 * MS, stageWaitingNs: EVENTS * 3 * MS },
      ...{ stageConnectingNs: EVENTS * 0.5 * MS, stageHandshakingNs: EVENTS * 2.4 * MS },
      ...{ stageOnItsWayNs: EVENTS * 0.6 * MS, stageAnsweringNs: EVENTS * 0.3 * MS, stagesTotalNs: EVENTS * 4 * MS },
    };
    part(result, 1, "websocket").figures = {
      ...{ stagesDeliveries: EVENTS, stageLateNs: EVENTS * 0.1 * MS, stageWaitingNs: EVENTS * 0.02 * MS },
      ...{ stageRoundTripNs: EVENTS * 0.5 * MS, stagesTotalNs: EVENTS * 0.62 * MS },
    };
    bend(result);
  });
}

test("the tables of bytes, connections and stages are as they were agreed on", () => {
  const tables = tabulate(encrypted());
  matchesGolden("encrypted.md", `${whereTheTimeGoes(tables)}\n\n${bytesOnTheWire(tables)}\n`);
});

test("in the files, the parts of each direction add up to its total, and those of TLS are empty where there is none", () => {
  const records = csvRecords(summaryCsv(parseResult(JSON.stringify(encrypted()), "result.json")));
  for (const record of records) {
    const of = (column: string): number => Number(record[`${column}_bytes_per_delivery`]);
    for (const direction of ["to", "from"]) {
      const parts = ["payload", "protocol", "tls_record", "tls_handshake"].map((one) =>
        of(`wire_${direction}_service_${one}`),
      );
      assert.ok(Math.abs(parts.reduce((sum, one) => sum + one) - of(`wire_${direction}_service`)) < 0.01);
    }
  }
  const [plain, tls] = records;
  assert.deepEqual([plain!.wire_tls_record_bytes_per_delivery, plain!.handshakes_full], ["", ""]);
  assert.deepEqual([tls!.wire_tls_record_bytes_per_delivery, tls!.handshakes_full], ["68", "1200"]);
});

test("a result of a run without TLS, or of before stages, has neither section", () => {
  assert.doesNotMatch(markdown(resultOf(2)), /## (Bytes on the wire|Where the time goes)/);
  const report = markdown(encrypted());
  assert.match(report, /## Where the time goes\n/);
  assert.match(report, /## Bytes on the wire\n/);
  assert.doesNotMatch(report, /NaN|undefined|Infinity/);
});

test("where handshakes of an own service were not measured, the records are unknown with them, and the total is not", () => {
  const tables = tabulate(
    encrypted((result) => {
      for (const round of [1, 2]) delete part(result, round, NEW).wire.oneHandshake;
    }),
  );
  assert.match(
    bytesOnTheWire(tables)!,
    /`webhook-new-connection` to the service +\| +305 \| +305 \| +– \| +– \| +970 \|/,
  );
});
