/** Times of several hosts in one slice: those that read the same clock share it, and what is unknown of two clocks adds up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { noObservations, type Observations } from "../../src/collectors/observations.js";
import type { ClockReading } from "../../src/fleet/clock/clock-offset.js";
import { FleetRound } from "../../src/fleet/coordinator/fleet-round.js";
import type { RemoteWorker } from "../../src/fleet/coordinator/remote-worker.js";

const SECOND = 1e9;
const CALL_MS = 1_000;

interface Host {
  name: string;
  clockId?: string;
  /** By how much its clock is ahead. Undefined: it reads the coordinator's. */
  aheadNs?: number;
  boundNs?: number;
}

/** The coordinator's time. Each reading takes place a second after the one before. */
class Playing {
  nowNs = 0;
  readonly told: [worker: string, method: string, startNs: number][] = [];
  readings = 0;

  worker({ name, clockId, aheadNs, boundNs = 0 }: Host): RemoteWorker {
    const read = async (): Promise<ClockReading> => {
      this.readings++;
      return { atNs: this.nowNs, offsetNs: aheadNs ?? 0, boundNs };
    };
    const call = async (
      carrier: string,
      asked: { method?: string; params?: { startNs: number } },
    ): Promise<unknown> => {
      if (carrier === "startService") return 4711;
      this.told.push([name, asked.method!, asked.params!.startNs]);
      return asked.method === "run" || asked.method === "end"
        ? { observations: seenAt(this.nowNs + (aheadNs ?? 0)) }
        : 0;
    };
    const death = new Promise<never>(() => {});
    return {
      ...{ name, death, call, hasOwnClock: aheadNs !== undefined, hostClock: { read } },
      ...{ newServiceId: () => 1, tellDeathOf: () => {} },
      card: { ...(clockId !== undefined && { clockId }), clockAt: { address: "10.0.0.1", port: 1 } },
    } as unknown as RemoteWorker;
  }
}

function seenAt(ns: number): Observations {
  const observations = noObservations();
  observations.delivered.atNs = Float64Array.of(ns);
  return observations;
}

const topology = { flow: "ingest", clients: 4, roomSize: 1 } as const;

/** A slice from 10 s to 12 s, of which both sides tell what they saw at 11 s. The answer is these times, and the parts of the hosts. */
async function playedWith(hosts: readonly Host[], host?: Host) {
  const playing = new Playing();
  const round = new FleetRound(
    hosts.map((one) => playing.worker(one)),
    host && playing.worker(host),
  );
  const service = host && round.service("The service", undefined);
  playing.nowNs = 10 * SECOND;
  await round.beginSlice();
  playing.nowNs = 11 * SECOND;
  const startNs = 10.2 * SECOND;
  const tell = { startNs } as never;
  await service?.call("begin", tell, CALL_MS);
  const seen = [
    ...(await Promise.all(round.generators.map((one) => one.call("run", tell, CALL_MS)))),
    ...(service ? [await service.call("end", tell, CALL_MS)] : []),
  ].map(({ observations }) => observations.delivered.atNs);
  playing.nowNs = 12 * SECOND;
  await round.endSlice();
  return { seenNs: seen.map(([ns]) => ns), parts: round.parts(topology), playing };
}

test("both sides are told and tell a slice's times by their own clocks, and all become the coordinator's", async () => {
  const { seenNs, playing } = await playedWith([{ name: "a", aheadNs: 5 * SECOND }, { name: "b" }], {
    name: "s",
    aheadNs: -3 * SECOND,
  });
  for (const ns of seenNs) assert.ok(Math.abs(ns! - 11 * SECOND) < 1, `${ns}`);
  assert.deepEqual(
    playing.told.map(([name, method, startNs]) => [name, method, startNs / SECOND]),
    [
      ["s", "begin", 7.2],
      ["a", "run", 15.2],
      ["b", "run", 10.2],
      ["s", "end", 10.2],
    ],
  );
});

test("what is unknown of the clients' clock and of the services' adds up", async () => {
  const { parts } = await playedWith([{ name: "a", aheadNs: 5, boundNs: 1_000_000 }, { name: "b" }], {
    name: "s",
    aheadNs: 7,
    boundNs: 2_000_000,
  });
  const bounds = new Map(parts.map(({ worker, clockBoundNs }) => [worker, Math.round(clockBoundNs! / 1e5) / 10]));
  assert.deepEqual(
    [...bounds],
    [
      ["s", 2],
      ["a", 3],
      ["b", 2],
    ],
  );
});

test("between hosts that read one clock nothing is unknown, and it is asked for its time once", async () => {
  const one = { clockId: "that of the building", aheadNs: 5 * SECOND, boundNs: 1_000_000 };
  const { parts, seenNs, playing } = await playedWith(
    [
      { name: "a", ...one },
      { name: "b", ...one },
    ],
    { name: "s", ...one },
  );
  assert.deepEqual(
    parts.map(({ worker, services, clockBoundNs }) => [worker, services ?? false, clockBoundNs! > 0]),
    [
      ["s", true, true],
      ["a", false, false],
      ["b", false, false],
    ],
  );
  assert.equal(new Set(seenNs).size, 1);
  assert.equal(playing.readings, 2);
});

test("without a host for the services, each bound is that of the worker's own clock", async () => {
  const { parts } = await playedWith([{ name: "a", aheadNs: 5, boundNs: 1_000_000 }, { name: "b" }]);
  assert.deepEqual(
    parts.map(({ worker, services, clockBoundNs }) => [worker, services, Math.round(clockBoundNs! / 1e5) / 10]),
    [
      ["a", undefined, 1],
      ["b", undefined, 0],
    ],
  );
});

test("listeners are told where the services are, and how far they are", async () => {
  const playing = new Playing();
  const told: unknown[] = [];
  const [a, s] = [playing.worker({ name: "a" }), playing.worker({ name: "s", aheadNs: 7, boundNs: 2_000_000 })];
  const round: FleetRound = new FleetRound([a], s, () => told.push(round.progress()[0]));
  assert.deepEqual(
    round.progress().map(({ worker, services, state }) => [worker, services, state]),
    [
      ["s", true, "starting"],
      ["a", undefined, "starting"],
    ],
  );
  await round.service("The service", undefined).call("start", { startNs: 0 } as never, CALL_MS);
  await round.beginSlice();
  await round.beginSlice();
  assert.deepEqual(
    told.map((one) => (one as { state: string }).state),
    ["ready", "playing"],
  );
});

test("a clock that was set during a slice makes the round invalid", async () => {
  const playing = new Playing();
  let aheadNs = 0;
  const worker = playing.worker({ name: "a", aheadNs: 1 });
  Object.assign(worker, { hostClock: { read: async () => ({ atNs: playing.nowNs, offsetNs: aheadNs, boundNs: 0 }) } });
  const round = new FleetRound([worker], undefined);
  await round.beginSlice();
  playing.nowNs = SECOND;
  aheadNs = 5 * SECOND;
  await assert.rejects(round.endSlice(), { code: "fleet-worker-lost", message: /^Worker a has a clock that was set/ });
});
