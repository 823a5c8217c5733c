/** What the bytes of a delivery are made of, per direction, and how encrypted connections began. */
import type { ApproachRound } from "../../result/result.js";
import { type HandshakeKind, handshakeSides } from "../../result/wire.js";
import { type WireDirection, type WireParts, wireDirections, wireParts } from "../../result/wire-parts.js";
import { count } from "../format.js";
import type { Figure } from "./figure.js";
import type { Rounds } from "./rounds.js";

type Part = keyof WireParts;

const perDelivery = (part: Part, direction: WireDirection) => (r: Rounds) =>
  r.perDelivery(({ wire }) => wireParts(wire, direction)[part]);

/** Of both directions together. */
const both = (part: Part) => (r: Rounds) =>
  r.perDelivery(({ wire }) => {
    const [to, from] = wireDirections.map((direction) => wireParts(wire, direction)[part]);
    return to === undefined || from === undefined ? undefined : to + from;
  });

/** While measuring, whichever side began them. */
const handshakes =
  (kind: HandshakeKind) =>
  ({ wire }: ApproachRound): number | undefined =>
    wire.tls && handshakeSides.reduce((sum, side) => sum + wire.tls!.handshakes[side][kind], 0);

/** Median of the rounds: what the side sends in it that opens the connection, or the one that accepts it. */
const oneHandshake = (kind: HandshakeKind, sender: "opener" | "listener") => (r: Rounds) =>
  r.middle(({ wire: { oneHandshake: measured } }) => {
    const [byClient, byService] = [measured?.byClients?.[kind], measured?.byService?.[kind]];
    const isOfClient = sender === (byClient === undefined ? "listener" : "opener");
    return (byClient ?? byService)?.[isOfClient ? "toServiceBytes" : "fromServiceBytes"];
  });

export const wireFigures = {
  wireProtocolBytesPerDelivery: { of: both("protocolBytes") },
  wireTlsRecordBytesPerDelivery: { of: both("tlsRecordBytes") },
  wireTlsHandshakeBytesPerDelivery: { of: both("tlsHandshakeBytes") },
  wireToServicePayloadBytesPerDelivery: { of: perDelivery("payloadBytes", "ToService") },
  wireToServiceProtocolBytesPerDelivery: { of: perDelivery("protocolBytes", "ToService") },
  wireToServiceTlsRecordBytesPerDelivery: { of: perDelivery("tlsRecordBytes", "ToService") },
  wireToServiceTlsHandshakeBytesPerDelivery: { of: perDelivery("tlsHandshakeBytes", "ToService") },
  wireFromServicePayloadBytesPerDelivery: { of: perDelivery("payloadBytes", "FromService") },
  wireFromServiceProtocolBytesPerDelivery: { of: perDelivery("protocolBytes", "FromService") },
  wireFromServiceTlsRecordBytesPerDelivery: { of: perDelivery("tlsRecordBytes", "FromService") },
  wireFromServiceTlsHandshakeBytesPerDelivery: { of: perDelivery("tlsHandshakeBytes", "FromService") },
  handshakesFull: { label: "full handshakes while measuring", format: count, of: (r) => r.sum(handshakes("full")) },
  handshakesResumed: {
    label: "resumed handshakes while measuring",
    format: count,
    of: (r) => r.sum(handshakes("resumed")),
  },
  fullHandshakeOpenerBytes: { of: oneHandshake("full", "opener") },
  fullHandshakeListenerBytes: { of: oneHandshake("full", "listener") },
  resumedHandshakeOpenerBytes: { of: oneHandshake("resumed", "opener") },
  resumedHandshakeListenerBytes: { of: oneHandshake("resumed", "listener") },
} as const satisfies Record<string, Figure>;
