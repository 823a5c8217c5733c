/** What a worker reads of its host, and that it is what the bench reads of its own machine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HostWatch } from "../../src/machine/host-watch.js";
import type { ActivitySource } from "../../src/machine/machine-activity.js";

/** A host of two CPUs whose counters are set by hand; all times in seconds. */
function host(hasPressure = true) {
  const state = { now: 100, worker: 1, generator: 5, idle: [50, 50], steal: [0, 0], pressure: 3 };
  const ticks = (seconds: number) => Math.round(seconds * 100);
  const source: ActivitySource = {
    nowNs: () => state.now * 1e9,
    benchCpuNs: () => state.worker * 1e9,
    read(path) {
      if (path === "/proc/stat")
        return state.idle
          .map((idle, cpu) => `cpu${cpu} 7 0 3 ${ticks(idle)} 0 0 2 ${ticks(state.steal[cpu]!)} 0 0`)
          .join("\n");
      if (path === "/proc/20/stat") return `20 (node) S ${"0 ".repeat(10)}${ticks(state.generator)} 0 0 0 20 0`;
      if (path !== "/proc/pressure/cpu" || !hasPressure) throw new Error("ENOENT");
      return `some avg10=9.15 avg60=1.00 avg300=1.00 total=${state.pressure * 1e6}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`;
    },
  };
  return { state, watch: (cpus: number[]) => new HostWatch(cpus, [20], source) };
}

const played = (state: ReturnType<typeof host>["state"]): void => {
  state.now += 2;
  state.worker += 0.1;
  state.generator += 0.5;
  state.idle = [50.4, 51.5];
  state.steal = [0.2, 0];
  state.pressure += 0.3;
};

test("a slice's totals are those of the CPUs on which the generator may run", () => {
  const { state, watch } = host();
  const [both, one] = [watch([0, 1]), watch([1])];
  both.begin();
  one.begin();
  played(state);
  const rounded = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (_, member) => (typeof member === "number" ? Math.round(member) : member));
  const common = { elapsedNs: 2e9, ownNs: 0.5e9, workerNs: 0.1e9, pressureNs: 0.3e9 };
  assert.deepEqual(rounded(both.end()), { ...common, cpus: [0, 1], idleNs: 1.9e9, stealNs: 0.2e9 });
  assert.deepEqual(rounded(one.end()), { ...common, cpus: [1], idleNs: 1.5e9, stealNs: 0 });
});

test("what the system does not tell is absent", () => {
  const { state, watch } = host(false);
  const [some, none] = [watch([0]), watch([])];
  some.begin();
  none.begin();
  played(state);
  const totals = some.end();
  assert.ok(totals !== undefined && !("pressureNs" in totals));
  assert.equal(none.end(), undefined, "nobody knows which CPUs");
});
