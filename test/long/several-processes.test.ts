/** Reference services in two processes, played for real: every event is accounted for, the sums hold, and nobody stays behind. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { ApproachRound, Result } from "../../src/result/result.js";
import { requireRedisServer } from "../../src/services/group/redis-server.js";
import { pushbench } from "../end-to-end/command-line.js";
import { childrenOf, nobodyIsLeft, scratchFolder, until } from "../end-to-end/processes.js";

const skip = redisIsMissing();
const PROCESSES = 2;

function redisIsMissing(): string | false {
  try {
    requireRedisServer(["this test"]);
    return false;
  } catch (error) {
    return (error as Error).message;
  }
}

async function played(context: TestContext, scenario: string, name: string, ...settings: string[]) {
  const out = path.join(scratchFolder(context), "report");
  const sets = [
    ...["run.rounds=1", "run.warmUpSeconds=0.2", "run.measureSeconds=0.5", "run.readySeconds=60", "objectives={}"],
    ...settings,
    `approaches.${name}.service.processes=${PROCESSES}`,
  ];
  const argv = ["bench", "--scenario", scenario, "--approaches", name, "--out", out];
  const ran = await pushbench([...argv, ...sets.flatMap((one) => ["--set", one])]);
  return { ...ran, out };
}

function resultOf({ out, exitCode, stdout, stderr }: Awaited<ReturnType<typeof played>>): Result {
  assert.equal(exitCode, 0, stdout + stderr);
  return JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result;
}

function assertSums({ service, deliveries }: ApproachRound, hasBus: boolean): void {
  const { expected, delivered, lost, rejected, duplicates } = deliveries;
  assert.deepEqual(
    { delivered, lost, rejected, duplicates },
    { delivered: expected, lost: 0, rejected: 0, duplicates: 0 },
  );
  const { processes = [], bus, cpuNs, outsideCpuNs } = service;
  assert.deepEqual(
    processes.map(({ role }) => role),
    ["primary", ...Array(PROCESSES).fill("worker")],
  );
  assert.equal(new Set(processes.map(({ pid }) => pid)).size, PROCESSES + 1);
  const parts = processes.reduce((sum, one) => sum + one.cpuNs, bus?.cpuNs ?? 0);
  assert.ok(Math.abs(cpuNs! - parts) < 1e3, `${cpuNs} is the sum of its parts, ${parts}`);
  // From outside, what it costs to be asked counts as well.
  assert.ok(
    outsideCpuNs! > 0.9 * cpuNs! && outsideCpuNs! < cpuNs! + 0.2e9,
    `${outsideCpuNs} from outside, ${cpuNs} inside`,
  );
  assert.equal(bus !== undefined, hasBus);
  if (bus !== undefined) assert.ok(bus.bytesRead > 0 && bus.bytesWritten > 0 && bus.rssBytes > 1e6);
}

const plays: [scenario: string, name: string, hasBus: boolean][] = [
  ["chat", "websocket", true],
  ["chat", "webhook", false],
  ["stock-ticker", "websocket", true],
  ["stock-ticker", "webhook", true],
  ["github-events", "websocket", false],
  ["github-events", "webhook", false],
];

for (const [scenario, name, hasBus] of plays)
  for (const guarantee of ["at-least-once", "at-most-once"])
    test(`${scenario}, ${guarantee}: ${name} in two processes`, { skip }, async (context) => {
      const ran = await played(context, scenario, name, `guarantee=${guarantee}`);
      const [round] = resultOf(ran).rounds;
      assertSums(round!.approaches[0]!, hasBus);
      const workers = round!.approaches[0]!.service.processes!.slice(1);
      assert.ok(
        workers.every(({ cpuNs }) => cpuNs > 0),
        "both work",
      );
      assert.match(readFileSync(path.join(ran.out, "report.md"), "utf8"), /## Several processes/);
      await nobodyIsLeft();
    });

test("over TLS, two processes of both", { skip }, async (context) => {
  for (const name of ["websocket-tls", "webhook-tls", "webhook-http2"]) {
    const [round] = resultOf(await played(context, "chat", name, `approaches={"${name}":null}`)).rounds;
    assertSums(round!.approaches[0]!, name === "websocket-tls");
  }
});

test("clients that are dropped come back to their process, and have what they missed", { skip }, async (context) => {
  const ran = await played(
    context,
    "reconnect-storm",
    "websocket",
    ...["clients=60", "arrivals.perSecond=20", "run.measureSeconds=1.5", "faults.0.atSeconds=0.5"],
    "approaches.websocket.reconnect.minSeconds=0.1",
  );
  const { deliveries, service } = resultOf(ran).rounds[0]!.approaches[0]!;
  assert.deepEqual([deliveries.delivered, deliveries.lost, deliveries.rejected], [deliveries.expected, 0, 0]);
  assert.ok(!Object.keys(deliveries.reasons).some((reason) => /history|never sent/.test(reason)), "they resume");
  assert.ok(service.bus !== undefined);
});

/** Of the service of a run in this process, not of anybody else's. */
const pidsOf = (program: string): number[] =>
  childrenOf(process.pid)
    .flatMap(childrenOf)
    .filter((pid) => commandOf(pid).includes(program));

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // it has ended
  }
}

const deaths: [whose: string, program: string, said: RegExp][] = [
  ["Redis", "redis-server", /redis-server, its bus, ended: SIGKILL/],
  ["one of the processes", "services/service-entry.js", /Process \d of 2: it was ended by SIGKILL/],
];

for (const [whose, program, said] of deaths)
  test(`when ${whose} is killed, the run ends with an error that says so, and nobody is left`, {
    skip,
  }, async (context) => {
    const running = played(context, "chat", "websocket", "run.measureSeconds=10");
    await until(`${whose} runs`, () => pidsOf(program).length > 0, 60_000);
    process.kill(pidsOf(program)[0]!, "SIGKILL");
    const { exitCode, stdout, stderr } = await running;
    assert.equal(exitCode, 4);
    assert.match(stdout + stderr, /The websocket service \(pid \d+\) died/);
    assert.match(stdout + stderr, said);
    await nobodyIsLeft();
  });
