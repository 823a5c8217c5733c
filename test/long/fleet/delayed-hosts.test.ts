/**
 * Three hosts with delays between them, which relays play: each worker's way to NATS has one, and so has what clients and services send each
 * other. Whatever the delays are, and whatever a worker's clock says, the same is expected and counted as of one generator on one machine.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { Histogram } from "../../../src/histogram.js";
import { fixture, pushbench } from "../../end-to-end/command-line.js";
import { scratchFolder, until } from "../../end-to-end/processes.js";
import { readResult, start } from "../../end-to-end/started-run.js";
import { assertAllDelivered, fleetOfTest } from "./fleet-run.js";
import { shiftedBy, threeHosts, withoutNamespaces, withoutTimeNamespaces } from "./network-namespaces.js";

const ROUND_TRIP_MS = 10;

/** A way from a host to a server elsewhere that takes as long. The answer is the address at which it begins. */
async function delayedWay(context: TestContext, inside: string[], to: string, roundTripMs: number): Promise<string> {
  const { hostname, port } = new URL(to);
  const relay = [fixture("relay-between"), hostname, port, "127.0.0.1", JSON.stringify({ roundTripMs })];
  const [command, ...argv] = [...inside, process.execPath, ...relay];
  const child = spawn(command!, argv, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  context.after(async () => {
    child.stdin.end();
    await ended;
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  await until("the relay listens", () => said.includes("\n") || child.exitCode !== null);
  const [, listens] = /listens on (\d+)/.exec(said) ?? [];
  assert.ok(listens !== undefined, said);
  return `nats://127.0.0.1:${listens}`;
}

for (const [scenario, hops, clients] of [
  ["chat", 2, 200],
  ["stock-ticker", 1, 60], // a relay has a port for each that listens
] as const)
  test(`${scenario} over two and over three workers on delayed hosts balances, and is what one generator would play`, {
    skip: withoutNamespaces,
  }, async (context) => {
    const hosts = threeHosts(context);
    const fleet = await fleetOfTest(context, { host: "10.213.1.1", prefix: hosts.coordinator });
    const [fromA, fromB] = [
      await delayedWay(context, hosts.a, fleet.nats.url, 30),
      await delayedWay(context, hosts.b, fleet.nats.url, 8),
    ];
    const clock = withoutTimeNamespaces === false ? shiftedBy(5) : [];
    await fleet.workerVia(fromA, [...hosts.a, ...clock], "a");
    await fleet.workerVia(fromB, hosts.b, "b");
    await fleet.workerIn(hosts.coordinator, "c");
    const scratch = scratchFolder(context);
    const bench = ["bench", "--scenario", scenario, "--quick", "--approaches", "webhook,websocket"];
    const settings = ["objectives={}", `clients=${clients}`, "run.measureSeconds=2"];
    const sets = [...settings, `network={roundTripMs: ${ROUND_TRIP_MS}}`].flatMap((one) => ["--set", one]);

    const alone = await pushbench([...bench, ...sets, "--out", path.join(scratch, "alone")]);
    assert.equal(alone.exitCode, 0, alone.stdout + alone.stderr);
    const single = readResult(path.join(scratch, "alone"));
    for (const workers of [2, 3]) {
      const out = path.join(scratch, String(workers));
      const run = start([...bench, ...sets, "--out", out, ...fleet.options(workers)], { prefix: hosts.coordinator });
      assert.equal(await run.exited, 0, run.output);
      const result = readResult(out);
      const [round] = result.rounds;
      assertAllDelivered(round!.approaches);
      assert.deepEqual(
        round!.hosts?.map(({ worker }) => worker),
        ["a", "b", "c"].slice(0, workers),
      );
      assert.equal(
        round!.hosts?.reduce((sum, { clients }) => sum + clients, 0),
        result.scenario.clients,
      );
      assert.equal(result.scheduleFingerprint, single.scheduleFingerprint);
      const counts = ({ rounds }: typeof result) =>
        rounds[0]!.approaches.map(({ approach, deliveries: { events, expected } }) => [approach, events, expected]);
      assert.deepEqual(counts(result), counts(single));
      const boundNs = Math.max(...round!.hosts!.map(({ clockBoundNs }) => clockBoundNs!));
      assert.equal(boundNs > 0, clock.length > 0, "another clock is known within something");
      for (const { approach, latency } of round!.approaches) {
        const leastNs = Histogram.decode(latency.latency!).quantileNs(0)!;
        // Half of a round trip for each hop; a histogram tells values within 0.1 %.
        const atLeastNs = (hops * ROUND_TRIP_MS * 1e6) / 2 - boundNs;
        assert.ok(leastNs >= 0.998 * atLeastNs, `${approach}: ${leastNs} ns at least, but ${atLeastNs} ns are played`);
      }
    }
  });
