import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import os from "node:os";
import { test } from "node:test";
import { monotonicNs } from "../../src/clock.js";
import { type ActivitySource, MachineActivity } from "../../src/machine/machine-activity.js";

const SIDES = { services: { cpus: [0], pids: [10, 11] }, generators: { cpus: [1, 2], pids: [20] } };

/** A machine of three CPUs whose counters are set by hand; all times in seconds. */
function machine() {
  const state = {
    now: 100,
    bench: 1,
    idle: [50, 50, 50],
    steal: [0, 0, 0],
    own: { 10: 3, 11: 4, 20: 5 } as Record<string, number>,
  };
  const ticks = (seconds: number) => Math.round(seconds * 100);
  const source: ActivitySource = {
    nowNs: () => state.now * 1e9,
    benchCpuNs: () => state.bench * 1e9,
    read(path) {
      if (path === "/proc/stat") {
        const lines = state.idle.map(
          (idle, cpu) => `cpu${cpu} 7 0 3 ${ticks(idle)} 0 0 2 ${ticks(state.steal[cpu]!)} 0 0`,
        );
        return ["cpu  1 2 3 4 5 6 7 8 9 10", ...lines, "intr 12345"].join("\n");
      }
      const used = state.own[path.split("/")[2]!];
      if (used === undefined) throw new Error("ENOENT");
      return `${path.split("/")[2]} (a (bad) name) S ${"0 ".repeat(10)}${ticks(used) - 20} 20 0 0 20 0`;
    },
  };
  return { state, activity: new MachineActivity(SIDES, source) };
}

/** Many ticks of 10 ms. */
const BURNT_US = 300_000;

const near = (actual: number, expected: number, what: string) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${what}: ${actual}, not ${expected}`);

test("what is busy beyond the run's own processes, the bench and the hypervisor is foreign", () => {
  const { state, activity } = machine();
  activity.begin();
  state.now += 2;
  state.bench += 0.1;
  state.idle = [50.4, 51.5, 50.1]; // CPU 0 busy for 1.6 of 2 s; CPUs 1 and 2 for 2.4 of 4 s, 0.2 s of it stolen
  state.steal = [0, 0, 0.2];
  Object.assign(state.own, { 10: 3.5, 11: 4.2, 20: 5.6 });
  activity.end();
  const { services, generators } = activity.sample()!;
  near(services.busyRatio, 0.8, "services busy");
  near(services.foreignRatio, (1.6 - 0.7 - 0.1) / 2, "services foreign");
  near(generators.busyRatio, 2.2 / 4, "generators busy");
  near(generators.stealRatio, 0.05, "generators stolen");
  near(generators.foreignRatio, (2.2 - 0.6 - 0.1) / 4, "generators foreign");
});

test("slices add up, and what happens between them does not count", () => {
  const { state, activity } = machine();
  for (const busy of [0.25, 0.75]) {
    activity.begin();
    state.now += 1;
    state.idle = state.idle.map((idle) => idle + 1 - busy);
    activity.end();
    state.now += 5; // all CPUs are busy all the while
  }
  near(activity.sample()!.services.foreignRatio, 0.5, "foreign");
});

test("a tick too many for the run's own processes gives no negative share", () => {
  const { state, activity } = machine();
  activity.begin();
  state.now += 1;
  state.idle = [51, 51, 51];
  state.own[10]! += 0.01;
  activity.end();
  assert.equal(activity.sample()!.services.foreignRatio, 0);
});

for (const [what, source] of [
  [
    "has no /proc",
    {
      read: () => {
        throw new Error("ENOENT");
      },
    },
  ],
  [
    "imitates /proc with zeros",
    { read: () => "cpu0 0 0 0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\ncpu2 0 0 0 0 0 0 0 0 0 0" },
  ],
] as const) {
  test(`nothing is said where the system ${what}`, () => {
    const activity = new MachineActivity(SIDES, { nowNs: () => 0, benchCpuNs: () => 0, ...source });
    activity.begin();
    activity.end();
    assert.equal(activity.sample(), undefined);
  });
}

test("nothing is said where nothing is pinned", () => {
  const activity = new MachineActivity({ services: { cpus: [], pids: [] }, generators: { cpus: [], pids: [] } });
  activity.begin();
  activity.end();
  assert.equal(activity.sample(), undefined);
});

test("a process's real CPU is foreign unless it is the run's own, whatever else the machine does", (context) => {
  const cpus = os.cpus().map((_, cpu) => cpu);
  const watch = (pids: number[]) =>
    new MachineActivity(
      { services: { cpus, pids }, generators: { cpus, pids } },
      { nowNs: monotonicNs, benchCpuNs: () => 0, read: (path) => readFileSync(path, "utf8") },
    );
  const [own, other] = [watch([process.pid]), watch([])];
  const startNs = monotonicNs();
  for (const one of [own, other]) one.begin();
  const before = process.cpuUsage();
  while (process.cpuUsage(before).user + process.cpuUsage(before).system < BURNT_US);
  for (const one of [own, other]) one.end();
  const capacityNs = (monotonicNs() - startNs) * cpus.length;
  const [mine, foreign] = [own.sample(), other.sample()];
  if (!mine || !foreign) return context.skip("the system does not count what its CPUs do");
  const burntNs = (foreign.services.foreignRatio - mine.services.foreignRatio) * capacityNs;
  assert.ok(Math.abs(burntNs - BURNT_US * 1e3) < 50e6, `${burntNs / 1e6} ms instead of ${BURNT_US / 1e3}`);
});
