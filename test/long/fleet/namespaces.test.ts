/**
 * Hosts that are not one: network namespaces that are joined by cables of their own, so that services and clients must listen where the
 * others reach them; and a worker whose monotonic clock is five seconds ahead, by a time namespace.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Histogram } from "../../../src/histogram.js";
import { pushbench } from "../../end-to-end/command-line.js";
import { scratchFolder } from "../../end-to-end/processes.js";
import { payment, readResult, start } from "../../end-to-end/started-run.js";
import { assertAllDelivered, fleetOfTest } from "./fleet-run.js";
import { shiftedBy, threeHosts, withoutNamespaces, withoutTimeNamespaces } from "./network-namespaces.js";

const DRIFTING = new URL("../../fixtures/drifting-clock.js", import.meta.url).href;

test("workers on two other hosts play a chat with services on a third", {
  skip: withoutNamespaces,
}, async (context) => {
  const hosts = threeHosts(context);
  const fleet = await fleetOfTest(context, { host: "10.213.1.1", prefix: hosts.coordinator });
  await fleet.workerIn(hosts.a, "a");
  await fleet.workerIn(hosts.b, "b");
  const out = path.join(scratchFolder(context), "report");
  const argv = ["bench", "--scenario", "chat", "--quick", "--approaches", "webhook,websocket,sse", "--out", out];
  const run = start([...argv, "--set", "objectives={}", ...fleet.options(2)], { prefix: hosts.coordinator });
  assert.equal(await run.exited, 0, run.output);
  const { rounds } = readResult(out);
  assertAllDelivered(rounds[0]!.approaches);
  assert.deepEqual(
    rounds[0]!.hosts?.map(({ worker }) => worker),
    ["a", "b"],
  );

  const encrypted = path.join(scratchFolder(context), "encrypted");
  const tls = ["bench", "--scenario", "chat", "--quick", "--approaches", "webhook,websocket", "--out", encrypted];
  const second = start([...tls, "--set", "objectives={}", "--set", "tls=true", ...fleet.options(2)], {
    prefix: hosts.coordinator,
  });
  assert.equal(await second.exited, 0, second.output);
  for (const { deliveries, wire, approach } of readResult(encrypted).rounds[0]!.approaches) {
    assert.ok(deliveries.expected > 0 && deliveries.delivered === deliveries.expected, approach);
    assert.equal(wire.connection?.tls?.version, "1.3", approach);
    assert.ok(wire.oneHandshake?.byClients !== undefined, `${approach}: the coordinator has shaken hands itself`);
  }
});

for (const [how, prefix] of [
  ["is five seconds ahead", shiftedBy(5)],
  ["is five seconds ahead and runs 200 ppm too fast", [...shiftedBy(5), "env", `NODE_OPTIONS=--import ${DRIFTING}`]],
] as const)
  test(`a clock that ${how} changes no figure by more than its bound`, {
    skip: withoutTimeNamespaces,
  }, async (context) => {
    const fleet = await fleetOfTest(context);
    await fleet.workerIn([...prefix], "ahead");
    await fleet.worker("usual");
    const out = path.join(scratchFolder(context), "report");
    const ran = await pushbench([...payment(out), ...fleet.options(2)]);
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
    const { rounds } = readResult(out);
    const [{ hosts, approaches }] = rounds as [(typeof rounds)[number]];
    assertAllDelivered(approaches);
    const [ahead, usual] = hosts!.map(({ clockBoundNs }) => clockBoundNs!);
    assert.equal(usual, 0);
    assert.ok(ahead! > 0 && ahead! < 1e9, `known within ${ahead} ns`);
    const latency = Histogram.decode(approaches[0]!.latency.latency!);
    assert.ok(latency.maxNs! < 2e9, `the latest came after ${latency.maxNs} ns, and not after five seconds`);
    const report = readFileSync(path.join(out, "report.md"), "utf8");
    assert.match(report, /^\| latency p50 .* ± \d/m, "the bound stands beside what two hosts stamped");
    const lateness = Histogram.decode(approaches[0]!.latency.lateness!);
    assert.ok(lateness.maxNs! < 2e9, "each began on its own clock's time");
  });
