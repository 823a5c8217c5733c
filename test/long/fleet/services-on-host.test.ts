/** Services on one host, clients on another, and the coordinator on a third: what is counted, what is measured there, and what may go wrong. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Histogram } from "../../../src/histogram.js";
import type { ApproachRound } from "../../../src/result/result.js";
import { pushbench } from "../../end-to-end/command-line.js";
import { childrenOf, isAlive, scratchFolder, until } from "../../end-to-end/processes.js";
import { payment, reached, readResult, type StartedRun, start } from "../../end-to-end/started-run.js";
import { skip } from "../../fleet/nats-process.js";
import { assertAllDelivered, fleetOfTest, programOf } from "./fleet-run.js";
import { shiftedBy, threeHosts, withoutNamespaces, withoutTimeNamespaces } from "./network-namespaces.js";

const servicesOf = ({ child }: StartedRun): number[] =>
  childrenOf(child.pid!).filter((pid) => isAlive(pid) && /service-entry|primary-entry/.test(programOf(pid)));

/** What only the service's own host can tell. */
function assertMeasured({ approach, service }: ApproachRound, clients: number): void {
  assert.ok(service.cpuNs! > 0 && service.eventLoopUtilisation! > 0, approach);
  assert.ok(service.rssBeforeBytes! > 2 ** 20 && service.rssMaxBytes! >= service.rssLoadedBytes!, approach);
  assert.ok(service.outsideCpuNs !== undefined, `${approach}: CPU is read from outside, too`);
  const [before, after] = [service.idleMemory![0]!, service.idleMemory!.at(-1)!];
  assert.deepEqual([before.clients, after.clients], [0, clients], approach);
  for (const { openFiles, kernelBytes } of [before, after]) assert.ok(openFiles! > 0 && kernelBytes! > 0, approach);
}

const clock = withoutTimeNamespaces === false ? shiftedBy(5) : [];

for (const [scenario, flow] of [
  ["stripe", "ingest"],
  ["stock-ticker", "broadcast"],
  ["chat", "relay"],
] as const)
  test(`${scenario} (${flow}) with services on a host of their own: sums balance, they are measured there, and clocks are bounded`, {
    skip: withoutNamespaces,
  }, async (context) => {
    const hosts = threeHosts(context);
    const fleet = await fleetOfTest(context, { host: "10.213.1.1", prefix: hosts.coordinator });
    const host = await fleet.workerIn([...hosts.b, ...clock], "b", "--host-services");
    await fleet.workerIn(hosts.a, "a");
    const out = path.join(scratchFolder(context), "report");
    const bench = ["bench", "--scenario", scenario, "--quick", "--approaches", "webhook,websocket", "--out", out];
    const run = start([...bench, "--set", "objectives={}", ...fleet.options(1, "--service-on", "b")], {
      prefix: hosts.coordinator,
    });
    assert.equal(await run.exited, 0, run.output);
    const { rounds, hosts: records, scenario: played } = readResult(out);
    const [{ approaches, hosts: parts }] = rounds as [(typeof rounds)[number]];
    assertAllDelivered(approaches);
    for (const one of approaches) assertMeasured(one, played.clients);
    assert.deepEqual(
      parts!.map(({ worker, clients, services }) => [worker, clients, services]),
      [
        ["b", 0, true],
        ["a", played.clients, undefined],
      ],
    );
    assert.deepEqual(records?.map(({ worker }) => worker).sort(), ["a", "b"]);
    const [services, clients] = parts!.map(({ clockBoundNs }) => clockBoundNs!);
    if (clock.length > 0) {
      assert.ok(
        services! > 0 && clients! === services!,
        `a reads the coordinator's clock, and b is known within ${services} ns`,
      );
      assert.ok(services! < 1e9);
    }
    for (const { approach, latency } of approaches) {
      const latest = Histogram.decode(latency.latency!).maxNs!;
      assert.ok(latest < 3e9, `${approach}: the latest came after ${latest} ns, and not after five seconds`);
    }
    const report = readFileSync(path.join(out, "report.md"), "utf8");
    assert.match(report, /## Hosts[\s\S]*\| `b` .*the services/);
    assert.match(report, /--workers 1 --service-on b/);
    await until("the host is free", () =>
      /whose services are on this host[\s\S]*is free: the run is over/.test(host.output),
    );
  });

test("they are encrypted between hosts as well, and in several processes", {
  skip: withoutNamespaces,
}, async (context) => {
  const hosts = threeHosts(context);
  const fleet = await fleetOfTest(context, { host: "10.213.1.1", prefix: hosts.coordinator });
  await fleet.workerIn(hosts.b, "b", "--host-services");
  await fleet.workerIn(hosts.a, "a");
  const out = path.join(scratchFolder(context), "report");
  const bench = ["bench", "--scenario", "stripe", "--quick", "--approaches", "webhook,websocket", "--out", out];
  const sets = ["objectives={}", "tls=true", "approaches.webhook.service.processes=2"].flatMap((one) => ["--set", one]);
  const run = start([...bench, ...sets, ...fleet.options(1, "--service-on", "b")], { prefix: hosts.coordinator });
  assert.equal(await run.exited, 0, run.output);
  const { approaches } = readResult(out).rounds[0]!;
  assertAllDelivered(approaches);
  for (const { approach, wire } of approaches) assert.equal(wire.connection?.tls?.version, "1.3", approach);
  const [webhook] = approaches.filter(({ approach }) => approach === "webhook");
  assert.deepEqual(
    webhook!.service.processes?.map(({ role }) => role),
    ["primary", "worker", "worker"],
  );

  const delayed = [...bench, "--set", "network={roundTripMs: 5}", ...fleet.options(1, "--service-on", "b")];
  const refused = start(delayed, { prefix: hosts.coordinator });
  assert.equal(await refused.exited, 2, refused.output);
  assert.match(refused.output, /services listen on worker b, at 10\.213\.2\.2, cannot play this/);
  assert.match(refused.output, /network: the relay is on this machine/);
});

test("a host of services that is killed costs the round, which is played again once it is back", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const [host] = [await fleet.worker("s", "--host-services"), await fleet.worker("a")];
  const out = path.join(scratchFolder(context), "report");
  const sets = ["--set", "run.measureSeconds=3", "--set", "run.sliceSeconds=0.25", "--json"];
  const run = start([...payment(out), ...sets, ...fleet.options(1, "--service-on", "s")]);
  context.after(async () => {
    run.child.kill("SIGKILL");
    await run.exited;
  });
  await reached(run, "two slices are played", () => run.output.split('"type":"slice"').length > 2);
  const services = servicesOf(host!);
  assert.equal(services.length, 1);
  host!.child.kill("SIGKILL");
  await until("its service is gone with it", () => !services.some(isAlive), 5_000);
  await fleet.worker("s", "--host-services");
  assert.equal(await run.exited, 0, run.output);
  const { rounds, warnings } = readResult(out);
  assertAllDelivered(rounds[0]!.approaches);
  assert.match(rounds[0]!.replayedFor ?? "", /^Worker s has been silent/);
  assert.ok(warnings.some(({ code }) => code === "round-replayed"));
});

test("a service that a fault kills is replaced on its host, with its journal: nothing is lost, and its memory is that of both", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const host = await fleet.workerIn([...clock], "s", "--host-services");
  await fleet.worker("a");
  const out = path.join(scratchFolder(context), "report");
  const argv = ["bench", "--scenario", "outage", "--quick", "--approaches", "webhook,websocket", "--out", out];
  const ran = await pushbench([...argv, ...fleet.options(1, "--service-on", "s")]);
  assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
  for (const { approach, deliveries, recovery, service } of readResult(out).rounds[0]!.approaches) {
    const { expected, delivered, lost, rejected, pending = 0 } = deliveries;
    assert.deepEqual([delivered, lost, rejected, pending], [expected, 0, 0, 0], approach);
    assert.equal(recovery?.faults[0]?.kind, "service-killed", approach);
    assert.ok(service.cpuNs! > 0 && service.outsideCpuNs! > 0, approach);
  }
  await until("the host is free", () => /is free/.test(host.output));
  assert.deepEqual(servicesOf(host), []);
});

test("a coordinator that is killed leaves no service on the host, while events begin in it", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const [host] = [await fleet.worker("s", "--host-services"), await fleet.worker("a")];
  const out = path.join(scratchFolder(context), "report");
  const long = ["run.measureSeconds=40", "run.sliceSeconds=20"].flatMap((one) => ["--set", one]);
  const bench = ["bench", "--scenario", "stock-ticker", "--quick", "--approaches", "websocket", "--out", out, "--json"];
  const run = start([...bench, ...long, ...fleet.options(1, "--service-on", "s")]);
  await reached(run, "the host plays", () => /"worker":"s"[^}]*"state":"playing"/.test(run.output));
  const services = servicesOf(host!);
  assert.equal(services.length, 1);
  run.child.kill("SIGKILL");
  await run.exited;
  await until("the service is gone", () => !services.some(isAlive), 20_000);
  await until("the host is free", () => /is free: its coordinator has been silent/.test(host!.output));
});

test("a service that dies on its host ends the run with its last words, and leaves nothing there", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const [host] = [await fleet.worker("s", "--host-services"), await fleet.worker("a")];
  const out = path.join(scratchFolder(context), "report");
  const run = start([
    ...payment(out),
    "--set",
    "run.measureSeconds=10",
    "--json",
    ...fleet.options(1, "--service-on", "s"),
  ]);
  await reached(run, "a slice is played", () => run.output.includes('"type":"slice"'));
  const [service] = servicesOf(host!);
  process.kill(service!, "SIGKILL");
  assert.equal(await run.exited, 4, run.output);
  assert.match(run.output, /The webhook service on worker s \(pid \d+\) died: it was ended by SIGKILL/);
  await until("the host is free", () => /is free/.test(host!.output));
  assert.deepEqual(servicesOf(host!), []);
});

test("a worker that was not told to hosts nothing, and says how it would", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("s");
  await fleet.worker("a");
  const out = path.join(scratchFolder(context), "report");
  const ran = await pushbench([...payment(out), ...fleet.options(1, "--service-on", "s")]);
  assert.equal(ran.exitCode, 4, ran.stdout);
  assert.match(ran.stderr, /The run needs 1 worker, and worker s for its services/);
  assert.match(ran.stderr, /s: it hosts no services/);
  assert.match(ran.stderr, /--host-services/);
});

test("a sweep has its services on a host of their own, and goes on with them there or not at all", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("s", "--host-services");
  await fleet.worker("a");
  const out = path.join(scratchFolder(context), "sweep");
  const short = ["run.measureSeconds=1", "run.sliceSeconds=0.5", "run.warmUpSeconds=0.5"];
  const asked = [
    "sweep",
    "payment",
    "--over",
    "arrivals.perSecond=20,40",
    "--rounds",
    "1",
    "--approaches",
    "websocket",
  ];
  const arrivals = "arrivals={executor: constant-arrival-rate, perSecond: 20}";
  const sets = [arrivals, ...short].flatMap((one) => ["--set", one]);
  const ran = await pushbench([...asked, ...sets, "--out", out, ...fleet.options(1, "--service-on", "s")]);
  const study = JSON.parse(readFileSync(path.join(out, "study.json"), "utf8"));
  assert.deepEqual([study.state, study.question.workers, study.question.serviceOn], ["complete", 1, "s"], ran.stderr);
  for (const { folder } of study.points) {
    const [round] = readResult(path.join(out, folder)).rounds;
    assertAllDelivered(round!.approaches);
    assert.deepEqual(
      round!.hosts?.map(({ worker, services }) => [worker, services ?? false]),
      [
        ["s", true],
        ["a", false],
      ],
    );
  }
  const elsewhere = await pushbench(["sweep", "--resume", out, ...fleet.options(1)]);
  assert.equal(elsewhere.exitCode, 2, elsewhere.stdout);
  assert.match(elsewhere.stderr, /its services on worker s, and goes on as it began[\s\S]*--service-on s/);
  const again = await pushbench(["sweep", "--resume", out, ...fleet.options(1, "--service-on", "s")]);
  assert.equal(again.exitCode, ran.exitCode, again.stdout + again.stderr);
});
