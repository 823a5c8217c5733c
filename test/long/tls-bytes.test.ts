/** Whole runs over TLS through a proxy that counts bytes and knows nothing of TLS: the report agrees within 0.1 %. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { runBench } from "../../src/bench/bench.js";
import { generatorEntry, serviceEntry } from "../../src/files/installed.js";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import { Histogram } from "../../src/histogram.js";
import { loadScenario } from "../../src/library/load-scenario.js";
import type { ApproachRound } from "../../src/result/result.js";
import { wireDirections, wireParts } from "../../src/result/wire-parts.js";
import { selectApproaches } from "../../src/scenario/approaches.js";
import type { CountingSample } from "../fixtures/counting-relay.js";

const folder = scratchFolder("tls-bytes");
after(() => folder.remove());
const relay = { entry: fileURLToPath(new URL("../fixtures/counting-relay.js", import.meta.url)), argv: [] };

/** One round of a scenario by these approaches, through the proxy. */
async function played(name: string, approaches: readonly string[], overrides: readonly string[]) {
  const asked = await loadScenario(name, { overrides: [...overrides, "run.rounds=1", "network.roundTripMs=0"] });
  const scenario = await selectApproaches(asked, approaches);
  // Between the slices the proxy would see heartbeats, which are of no slice.
  for (const { config } of scenario.approaches) if ("heartbeatSeconds" in config) config.heartbeatSeconds = 600;
  const { result, failure } = await runBench({
    ...{ scenario, scenarioGiven: name, overrides: [], quick: false },
    ...{ directory: folder.path, pushbenchVersion: "0.0.0", generators: 1, port: 0 },
    entries: { service: serviceEntry, generator: generatorEntry, relay },
    signal: new AbortController().signal,
  });
  assert.equal(failure, undefined);
  assert.deepEqual(
    result.warnings.filter(({ code }) => code === "bytes-of-tls"),
    [],
  );
  return new Map(result.rounds[0]!.approaches.map((one) => [one.approach, one]));
}

const GOODBYE_BYTES = 24;
/** A slice ends when all is acknowledged. The goodbyes of connections that close just then come behind it, and the proxy sees them. */
const MOST_CLOSING = 8;

const within = (value: number, expected: number, what: string, goodbyes = 0): void =>
  assert.ok(
    Math.abs(value - expected) <= expected / 1000 + goodbyes * GOODBYE_BYTES,
    `${what}: ${value}, not ${expected}`,
  );

function check({ approach, wire, network, deliveries }: ApproachRound): void {
  const { counted } = network as CountingSample;
  const closing = wire.connection!.connections === "one per event" ? MOST_CLOSING : 0;
  within(wire.toServiceBytes, counted.toServiceBytes, `${approach}, bytes to the service`, closing);
  within(wire.fromServiceBytes, counted.fromServiceBytes, `${approach}, bytes from the service`, closing);
  assert.equal(wire.connectionsOpenedDuring, counted.connections, `${approach}, connections`);
  if (wire.tls === undefined) return;
  const { byClients, byService } = wire.tls.handshakes;
  const handshakes = byClients.full + byClients.resumed + byService.full + byService.resumed;
  assert.equal(handshakes, counted.connections, `${approach}, handshakes`);
  for (const direction of wireDirections) {
    const { tlsRecordBytes, totalBytes, ...parts } = wireParts(wire, direction);
    const { payloadBytes, protocolBytes, tlsHandshakeBytes } = parts;
    assert.equal(payloadBytes! + protocolBytes! + tlsRecordBytes! + tlsHandshakeBytes!, totalBytes);
    const messages = deliveries.firstAttempts!; // over HTTP/1.1 each has a record there, and one back
    if (wire.connection!.protocol === "h2" || /websocket|sse/.test(approach)) continue;
    const goodbyes = GOODBYE_BYTES * handshakes;
    assert.ok(
      tlsRecordBytes! >= 22 * messages - 3 * handshakes,
      `${approach}, ${direction}: ${tlsRecordBytes} B of records`,
    );
    assert.ok(
      tlsRecordBytes! <= 22 * messages + goodbyes + 3 * handshakes,
      `${approach}, ${direction}: ${tlsRecordBytes} B`,
    );
  }
}

/** The stages of a run add up to what its histograms say of the same deliveries; `end`: where the stages end. */
function checkStages({ approach, figures, latency, deliveries }: ApproachRound, end: "ack" | "latency"): void {
  const stages = figures!;
  assert.equal(stages.stagesDeliveries, deliveries.delivered, `${approach}: every stamp was seen`);
  const [late, waiting] = [stages.stageLateNs!, stages.stageWaitingNs!];
  const sum = late + waiting + stages.stageOnItsWayNs! + (stages.stageAnsweringNs ?? 0);
  const mean = Histogram.decode(latency[end]!).meanNs!;
  assert.ok(
    Math.abs(sum / deliveries.delivered - mean) < mean * 0.003,
    `${approach}: ${sum / deliveries.delivered} ns, not ${mean}`,
  );
  assert.ok(stages.stageConnectingNs! + stages.stageHandshakingNs! <= waiting, approach);
}

test("payment: new connections in full and resumed, keep-alive, HTTP/2 and WebSocket, and without TLS the same HTTP", async () => {
  const encrypted = ["webhook-tls", "webhook-tls-new-connection", "webhook-tls-new-connection-resumed"];
  const approaches = ["webhook", ...encrypted, "webhook-http2", "websocket-tls"];
  const rounds = await played("payment", approaches, [
    "run.measureSeconds=3",
    "run.sliceSeconds=3",
    "run.warmUpSeconds=1",
  ]);
  for (const round of rounds.values()) check(round);
  for (const name of encrypted) checkStages(rounds.get(name)!, "ack");
  assert.ok(rounds.get("webhook-tls-new-connection")!.figures!.stageHandshakingNs! > 0);
  const plain = wireParts(rounds.get("webhook")!.wire, "ToService");
  const inside = wireParts(rounds.get("webhook-tls")!.wire, "ToService");
  within(inside.protocolBytes!, plain.protocolBytes!, "HTTP inside of TLS");
});

test("chat: the service's dispatcher opens connections as well, so either side's handshakes count", async () => {
  const overrides = ["clients=20", "run.measureSeconds=2", "run.sliceSeconds=2", "run.warmUpSeconds=1"];
  const approaches = ["webhook-tls", "webhook-tls-new-connection", "webhook-http2", "websocket-tls", "sse-tls"];
  const rounds = await played("chat", approaches, [...overrides, "arrivals.perSecond=40"]);
  for (const round of rounds.values()) {
    check(round);
    checkStages(round, "latency");
  }
  const { handshakes } = rounds.get("webhook-tls-new-connection")!.wire.tls!;
  assert.ok(handshakes.byService.full > handshakes.byClients.full && handshakes.byClients.full > 0);
});
