/**
 * What a delivery should cost the service by its parts: how often each operation is done per delivery, times what it
 * costs alone. Held against the CPU that a run measured; the rest is what no part explains: sockets in large part, cold
 * caches, waking up, timers.
 */

import { summaryRows } from "../../src/reporters/rows.js";
import type { ApproachRecord, Result } from "../../src/result/result.js";
import { type TlsSetting, type TlsSettings, tlsSettings } from "../../src/tls/settings.js";
import { NS_PER_US, secondsToNs } from "../../src/units.js";
import type { Cost } from "./measure.js";
import type { OperationId } from "./operations/all.js";

/** What an approach does for one delivery, in the words of the table. */
export type Part =
  | "HTTP stack"
  | "HMAC"
  | "JSON"
  | "WebSocket frames"
  | "compression"
  | "sockets"
  | "connections"
  | "measuring"
  | "idling";

export interface Step {
  part: Part;
  operation: OperationId;
  perDelivery: number;
}

/** An approach of a run, as far as the steps depend on it. */
export interface PlayedApproach {
  flow: Result["scenario"]["flow"];
  guarantee: Result["scenario"]["guarantee"];
  approach: Pick<ApproachRecord, "transport" | "config">;
  /** Recipients of an event. */
  deliveriesPerEvent: number;
}

/** Per delivery: events that come into the service, events that it sends out. */
function passages({ flow, deliveriesPerEvent }: PlayedApproach): { received: number; sent: number } {
  if (flow === "ingest") return { received: 1, sent: 0 };
  return { received: flow === "relay" ? 1 / deliveriesPerEvent : 0, sent: 1 };
}

/** Two observations: the clock is read and a row is appended for each. */
const observed = (perDelivery: number): Step[] => [
  { part: "measuring", operation: "clock", perDelivery },
  { part: "measuring", operation: "append", perDelivery },
];

const tlsOf = ({ config }: PlayedApproach["approach"]): TlsSettings | undefined =>
  tlsSettings(config.tls as TlsSetting | undefined);

/** `perDelivery`: exchanges, of which a service has one end. They were measured with both ends in one process. */
const exchanged = (approach: PlayedApproach["approach"], perDelivery: number): Step => ({
  part: "sockets",
  operation: tlsOf(approach) ? "secureExchange" : "exchange",
  perDelivery: perDelivery / 2,
});

/** New connections, for events that come into the service and for those that it sends. */
function connected(
  approach: PlayedApproach["approach"],
  { received, sent }: { received: number; sent: number },
): Step[] {
  const tls = tlsOf(approach);
  if (tls === undefined) return [{ part: "connections", operation: "connection", perDelivery: (received + sent) / 2 }];
  const isResumed = tls.resumption === "on";
  return [
    { part: "connections", operation: isResumed ? "acceptResumed" : "acceptFull", perDelivery: received },
    { part: "connections", operation: isResumed ? "openResumed" : "openFull", perDelivery: sent },
  ];
}

function webhookSteps(workload: PlayedApproach): Step[] {
  const { flow, approach } = workload;
  const { received, sent } = passages(workload);
  const signed = approach.config.signature === "standard-webhooks" ? 1 : 0;
  return [
    { part: "HTTP stack", operation: "httpServer", perDelivery: received },
    { part: "HTTP stack", operation: "httpClient", perDelivery: sent },
    { part: "HMAC", operation: "hmacVerify", perDelivery: signed * received },
    { part: "HMAC", operation: "hmacSign", perDelivery: signed * sent },
    { part: "JSON", operation: "parseEnvelope", perDelivery: received },
    exchanged(approach, received + sent),
    ...(approach.config.connection === "new" ? connected(approach, { received, sent }) : []),
    ...observed((flow === "ingest" ? received : 0) + 2 * sent), // delivered; sent and acked
  ];
}

function websocketSteps(workload: PlayedApproach): Step[] {
  const { flow, guarantee, approach } = workload;
  const { received, sent } = passages(workload);
  const acks = guarantee === "at-least-once" ? 1 : 0;
  const deflated = approach.config.deflate === true ? 1 : 0;
  return [
    { part: "WebSocket frames", operation: "wsReceive", perDelivery: received },
    { part: "WebSocket frames", operation: "wsAckFrame", perDelivery: acks * received },
    { part: "WebSocket frames", operation: "wsFrame", perDelivery: sent },
    { part: "WebSocket frames", operation: "wsReceiveAck", perDelivery: acks * sent },
    { part: "compression", operation: "inflate", perDelivery: deflated * received },
    { part: "compression", operation: "deflate", perDelivery: deflated * sent },
    { part: "JSON", operation: "parseEnvelope", perDelivery: received },
    exchanged(approach, ((received + sent) * (1 + acks)) / 2), // without acks a message goes one way only: half of an exchange
    ...observed((flow === "ingest" ? received : 0) + (1 + acks) * sent),
  ];
}

/** Transports that have a model; approaches over others are left out of the page. */
const models = new Map<string, (workload: PlayedApproach) => Step[]>([
  ["webhook", webhookSteps],
  ["websocket", websocketSteps],
]);

/** Undefined where nobody has made a model, as of HTTP/2. */
const modelOf = ({ transport, config }: PlayedApproach["approach"]) =>
  config.http2 ? undefined : models.get(transport);

/** Every step that is taken at all; none where there is no model. */
export function stepsOf(workload: PlayedApproach): Step[] {
  const steps = modelOf(workload.approach)?.(workload) ?? [];
  return steps.filter(({ perDelivery }) => perDelivery > 0);
}

/** CPU of an operation at any size, by straight lines between the sizes that were measured and on beyond them. */
export function costAt(costs: readonly Cost[], operation: OperationId, bodyBytes: number): number {
  const points = costs.filter(({ id }) => id === operation);
  const [first] = points;
  if (first === undefined) throw new Error(`${operation} was not measured`);
  if (points.length === 1) return first.cpuNs;
  const after = points.findIndex((point) => point.bodyBytes! >= bodyBytes);
  const upper = after === -1 ? points.length - 1 : Math.max(1, after);
  const [low, high] = [points[upper - 1]!, points[upper]!];
  const share = (bodyBytes - low.bodyBytes!) / (high.bodyBytes! - low.bodyBytes!);
  return Math.max(0, low.cpuNs + share * (high.cpuNs - low.cpuNs));
}

export interface Model {
  scenario: string;
  flow: string;
  approach: string;
  /** Mean of the run's events. */
  bodyBytes: number;
  /** CPU per delivery of the service that the run measured. */
  measuredNs: number;
  /** Largest first. */
  parts: { part: Part; cpuNs: number }[];
  explainedNs: number;
}

/** A model for each approach of a run that has deliveries. */
export function modelsOf(result: Result, costs: readonly Cost[]): Model[] {
  const { name: scenario, flow, guarantee } = result.scenario;
  return summaryRows(result).flatMap((row, i) => {
    const { events, deliveries, serviceCpuUsPerDelivery, wirePayloadBytesPerDelivery, windowSeconds = 0 } = row;
    if (!events || !deliveries || serviceCpuUsPerDelivery === undefined || wirePayloadBytesPerDelivery === undefined) {
      return [];
    }
    if (modelOf(result.approaches[i]!) === undefined) return [];
    const workload = { flow, guarantee, approach: result.approaches[i]!, deliveriesPerEvent: deliveries / events };
    const { received, sent } = passages(workload);
    const bodyBytes = wirePayloadBytesPerDelivery / (received + sent);
    const sums = new Map<Part, number>();
    for (const { part, operation, perDelivery } of stepsOf(workload)) {
      sums.set(part, (sums.get(part) ?? 0) + perDelivery * costAt(costs, operation, bodyBytes));
    }
    // What the service costs when nothing happens, by the run's own idle slices: heartbeats, and the harness's timers.
    sums.set("idling", ((row.serviceIdleCpuRatio ?? 0) * secondsToNs(windowSeconds)) / deliveries);
    const parts = [...sums].map(([part, cpuNs]) => ({ part, cpuNs })).sort((a, b) => b.cpuNs - a.cpuNs);
    const explainedNs = parts.reduce((sum, { cpuNs }) => sum + cpuNs, 0);
    const measuredNs = serviceCpuUsPerDelivery * NS_PER_US;
    return [{ scenario, flow, approach: row.approach, bodyBytes, measuredNs, parts, explainedNs }];
  });
}
