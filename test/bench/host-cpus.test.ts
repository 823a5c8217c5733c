/** Who used the CPUs of a fleet's hosts, where some of the run's processes are on the same machine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CpusOfRun } from "../../src/bench/cpus-of-run.js";
import { HostsSeen } from "../../src/bench/fleet/host-cpus.js";
import { noObservations } from "../../src/collectors/observations.js";
import type { SliceReport } from "../../src/generators/generator.js";
import type { HostSlice, HostTotals } from "../../src/machine/host-watch.js";
import { type ActivitySource, type ActivityTotals, MachineActivity } from "../../src/machine/machine-activity.js";

const SECOND = 1e9;

/** One second of these CPUs, with so much of it used by anybody. */
const totals = (cpus: number[], busy: number, own: number, more: Partial<HostTotals> = {}): HostTotals => ({
  ...{ cpus, elapsedNs: SECOND, idleNs: (cpus.length - busy) * SECOND, stealNs: 0, ownNs: own * SECOND, workerNs: 0 },
  ...more,
});
const slice = (worker: string, kernel: string, of: HostTotals): HostSlice => ({ worker, kernel, totals: of });
const local = (services: HostTotals, generators = totals([9], 0, 0), benchNs = 0): ActivityTotals => ({
  benchNs,
  sides: { services, generators },
});

function foreignOf(slices: readonly HostSlice[], here?: ActivityTotals): Record<string, number> {
  const seen = new HostsSeen("here");
  seen.take(slices);
  return Object.fromEntries(
    seen.shares(here).map(({ worker, foreignRatio }) => [worker, Math.round(foreignRatio * 1e6) / 1e6]),
  );
}

test("what is busy on a host beyond its generator and its worker is foreign", () => {
  const a = totals([0, 1], 1.5, 0.5, { workerNs: 0.2 * SECOND, stealNs: 0.1 * SECOND, pressureNs: 0.4 * SECOND });
  const seen = new HostsSeen("here");
  seen.take([slice("a", "there", a)]);
  seen.take([slice("a", "there", a)]);
  const [host] = seen.shares(undefined);
  const near = (value: number | undefined, expected: number): void =>
    assert.ok(Math.abs(value! - expected) < 1e-9, `${value}, not ${expected}`);
  near(host!.busyRatio, 1.4 / 2);
  near(host!.foreignRatio, 0.7 / 2);
  near(host!.stealRatio, 0.1 / 2);
  near(host!.pressureRatio, 0.4);
});

test("workers of one machine are not foreign to each other, unless they are pinned apart", () => {
  const both = [slice("a", "k", totals([0, 1], 1, 0.5)), slice("b", "k", totals([0, 1], 1, 0.4))];
  assert.deepEqual(foreignOf(both), { a: 0.05, b: 0.05 });
  const apart = [slice("a", "k", totals([0], 0.8, 0.5)), slice("b", "k", totals([1], 0.4, 0.4))];
  assert.deepEqual(foreignOf(apart), { a: 0.3, b: 0 });
  const others = [slice("a", "k", totals([0], 0.8, 0.5)), slice("b", "l", totals([0], 0.4, 0.4))];
  assert.deepEqual(foreignOf(others), { a: 0.3, b: 0 }, "of other machines they are strangers");
});

test("services on a worker's machine are not foreign to it, nor is it to them", () => {
  const worker = slice("a", "here", totals([0, 1], 1, 0.3));
  const here = local(totals([0], 0.9, 0.5), totals([1], 0.1, 0.1), 0.05 * SECOND);
  assert.deepEqual(
    foreignOf([worker], here),
    { a: 0.025 },
    "1 less 0.3, the services' 0.5, a relay's 0.1 and the bench's 0.05",
  );
  assert.deepEqual(foreignOf([worker]), {}, "where nobody knows what services had, nothing is said");
  const seen = new HostsSeen("here");
  seen.take([worker]);
  assert.ok(Math.abs(seen.sharesOfServices(here).foreignRatio - 0.05) < 1e-9);
});

test("a host that does not tell, or whose kernel is unknown, is not judged", () => {
  assert.deepEqual(
    foreignOf([
      { worker: "a", kernel: "k" },
      { worker: "b", totals: totals([0], 1, 0) },
    ]),
    {},
  );
});

test("more of the run's own work on a machine never makes more of it foreign", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const hosts = fc.array(fc.record({ kernel: fc.constantFrom("here", "there"), busy: share, own: share }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(hosts, share, share, (all, services, more) => {
      const slices = (extra: number): HostSlice[] =>
        all.map(({ kernel, busy, own }, i) => slice(`w${i}`, kernel, totals([0, 1], 2 * busy, own + extra)));
      const here = local(totals([0], services, services));
      const [less, greater] = [foreignOf(slices(0), here), foreignOf(slices(more), here)];
      for (const [worker, foreign] of Object.entries(less)) {
        assert.ok(foreign >= 0 && foreign <= 1, `${foreign}`);
        assert.ok(greater[worker]! <= foreign, worker);
      }
    }),
  );
});

/** Of a machine whose system tells nothing. */
function untoldActivity() {
  const source: ActivitySource = {
    nowNs: () => 0,
    benchCpuNs: () => 0,
    read: () => {
      throw new Error("ENOENT");
    },
  };
  const none = { cpus: [], pids: [] };
  return new MachineActivity({ services: none, generators: none }, source);
}

test("a round says which host had most, whose events were late, and nothing of a slice in which a service was killed", () => {
  const activity = untoldActivity();
  const cpus = new CpusOfRun(activity, undefined, Float64Array.of(0, 1e6, 2e6));
  assert.deepEqual(
    cpus.sample(),
    { cpus: undefined, hostCpus: [], fleet: undefined },
    "this machine's generators tell nothing",
  );
  const run = { startNs: 100e6, offsetNs: 0, lengthNs: 1e9, from: 0, to: 3 };
  const report = (worker: string, busy: number, begunNs: number[]): Pick<SliceReport, "host" | "observations"> => {
    const observations = noObservations();
    observations.begun = {
      client: new Int32Array(begunNs.length),
      index: Int32Array.from(begunNs.keys()),
      atNs: Float64Array.from(begunNs),
    };
    return { host: slice(worker, worker, totals([0], busy, 0.1)), observations };
  };
  const reports = [report("a", 0.2, [100e6, 101e6]), report("b", 0.4, [100e6, 101e6, 107.1e6])];
  cpus.take({ run, killed: [], reports });
  cpus.take({ run, killed: [{ cpuNs: 1, elapsedNs: 1 }], reports: [report("a", 1, []), report("b", 1, [])] });
  const { cpus: shares, fleet } = cpus.sample();
  assert.equal(shares?.services, undefined, "nobody tells of this machine's CPUs");
  assert.ok(Math.abs(shares!.generators!.foreignRatio - 0.3) < 1e-9);
  assert.deepEqual(fleet!.workers, [
    { worker: "a", lateEvents: 0 },
    { worker: "b", lateEvents: 1 },
  ]);
  assert.deepEqual(
    fleet!.hosts.map(({ worker, busyRatio }) => [worker, Math.round(busyRatio * 100)]),
    [
      ["a", 20],
      ["b", 40],
    ],
  );
});

test("services on a worker's host are judged by that host's CPUs, and the others by theirs", () => {
  const activity = untoldActivity();
  const cpus = new CpusOfRun(activity, undefined, Float64Array.of(0));
  const run = { startNs: 0, offsetNs: 0, lengthNs: 1e9, from: 0, to: 1 };
  const told = { host: slice("a", "one", totals([0], 0.2, 0.1)), observations: noObservations() };
  cpus.take({ run, killed: [], reports: [told], serviceHost: slice("s", "two", totals([0], 0.9, 0.5)) });
  const { cpus: shares, hostCpus, fleet } = cpus.sample();
  const near = (value: number, expected: number): void => assert.ok(Math.abs(value - expected) < 1e-9, `${value}`);
  near(shares!.services!.foreignRatio, 0.4);
  near(shares!.generators!.foreignRatio, 0.1);
  assert.deepEqual(
    hostCpus.map(({ worker }) => worker),
    ["a", "s"],
  );
  assert.deepEqual(
    fleet!.hosts.map(({ worker }) => worker),
    ["a"],
    "a busy service is no busy generator",
  );
});
