/** What becomes of a service's processes where only their numbers, answers and messages matter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { noObservations } from "../../src/collectors/observations.js";
import { GroupUse } from "../../src/collectors/processes/group-use.js";
import { PushbenchError } from "../../src/errors.js";
import { type Flow, roomBounds, SERVICE, type Topology } from "../../src/flow.js";
import type { ProcessSample } from "../../src/machine/process-self.js";
import { BusEventCounts, decodeBusEvent, encodeBusEvent } from "../../src/services/group/bus-event.js";
import { type MemberReport, mergedMemory, mergedReport } from "../../src/services/group/merge.js";
import { requireRedisServer } from "../../src/services/group/redis-server.js";
import { Deliveries } from "../../src/transports/delivery/sending/deliveries.js";
import type { Downlink } from "../../src/transports/delivery/sending/recipient.js";
import { silentObserver } from "../../src/transports/silent-observer.js";
import type { Bus, ServiceOptions } from "../../src/transports/transport.js";

const sample = (cpuNs: number, eventLoopUtilisation: number): ProcessSample => ({
  ...{ cpuNs, eventLoopUtilisation, elapsedNs: 1e9, eventLoopDelayP99Ns: cpuNs / 100 },
  ...{ garbageCollections: 1, garbageCollectionNs: 10, rssBytes: 1000 },
});
const report = (pid: number, of: ProcessSample, index: number[]): MemberReport => ({
  pid,
  observations: {
    ...noObservations(),
    delivered: { client: Int32Array.from(index), index: Int32Array.from(index), atNs: Float64Array.from(index) },
    reasons: { again: index.length, [`only ${pid}`]: 1 },
  },
  sample: of,
  counters: { bytesRead: 1, bytesWritten: 2, connectionsOpened: 3, connectionsOpen: 4 },
  settled: index.length > 1,
  outstanding: [[pid, 0]],
});
const bus = { software: "redis-server 7", cpuNs: 5e6, bytesRead: 7, bytesWritten: 8, rssBytes: 100 };

test("answers of processes are merged: what adds up is a sum, the event loop is the busiest's, and the parts stand beside it", () => {
  const workers = [report(11, sample(2e8, 0.3), [1, 2]), report(12, sample(4e8, 0.6), [3])];
  const merged = mergedReport(workers, { pid: 10, sample: sample(1e7, 0.1) }, bus);
  assert.deepEqual([...merged.observations.delivered.index], [1, 2, 3]);
  assert.deepEqual(merged.observations.reasons, { again: 3, "only 11": 1, "only 12": 1 });
  assert.deepEqual(merged.counters, { bytesRead: 2, bytesWritten: 4, connectionsOpened: 6, connectionsOpen: 8 });
  assert.equal(merged.settled, false);
  assert.equal(merged.outstanding.length, 2);
  const { cpuNs, eventLoopUtilisation, processes, rssBytes } = merged.sample as ReturnType<typeof sampleOf>;
  assert.equal(cpuNs, 2e8 + 4e8 + 1e7 + 5e6);
  assert.equal(
    cpuNs,
    processes.reduce((sum, one) => sum + one.cpuNs, bus.cpuNs),
  );
  assert.equal(eventLoopUtilisation, 0.6);
  assert.equal(rssBytes, 3100);
  assert.deepEqual(
    processes.map(({ role, pid }) => [role, pid]),
    [
      ["primary", 10],
      ["worker", 11],
      ["worker", 12],
    ],
  );
  assert.deepEqual(
    mergedMemory(
      [
        { rssBytes: 5, heldBytes: 1 },
        { rssBytes: 6, heldBytes: 2 },
      ],
      7,
    ),
    { rssBytes: 18, heldBytes: 3 },
  );
});

const sampleOf = (merged: ReturnType<typeof mergedReport>) =>
  merged.sample as ProcessSample & { processes: { role: string; pid: number; cpuNs: number }[] };

test("over slices each process and the bus add up, and the busiest process is known", () => {
  const use = new GroupUse();
  const slice = (first: number, second: number) =>
    sampleOf(
      mergedReport(
        [report(1, sample(first, 0.2), []), report(2, sample(second, 0.9), [])],
        { pid: 0, sample: sample(0, 0) },
        bus,
      ),
    ) as never;
  use.add(slice(1e8, 8e8));
  use.add(slice(3e8, 6e8));
  assert.deepEqual(
    use.processes.map(({ cpuRatio }) => cpuRatio),
    [0, 0.2, 0.7],
  );
  assert.deepEqual(use.busiest, { cpuRatio: 0.7, eventLoopUtilisation: 0.9 });
  assert.deepEqual(use.bus, { ...bus, cpuNs: 1e7, bytesRead: 14, bytesWritten: 16 });
});

test("what the bus carries comes out as it went in, and a gap is told from a copy", () => {
  const event = fc.record({
    origin: fc.nat(64),
    count: fc.nat(2 ** 32 - 1),
    sender: fc.integer({ min: SERVICE, max: 100_000 }),
    index: fc.nat(2 ** 31 - 1),
    body: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(fc.property(event, (one) => assert.deepEqual(decodeBusEvent(encodeBusEvent(one)), { ...one })));
  const counts = new BusEventCounts();
  const gaps = [1, 2, 2, 4, 3, 5].map((count) => counts.isGap({ origin: 1, count }));
  assert.deepEqual(gaps, [false, false, false, true, false, false]);
  assert.equal(counts.isGap({ origin: 2, count: 2 }), true);
});

test("by the bus every recipient gets an event once, whichever process has it", () => {
  const many = fc.record({
    of: fc.integer({ min: 1, max: 5 }),
    clients: fc.integer({ min: 2, max: 40 }),
    roomSize: fc.integer({ min: 2, max: 12 }),
    flow: fc.constantFrom<Flow>("relay", "broadcast"),
    sender: fc.nat(),
  });
  fc.assert(
    fc.property(many, ({ of, clients, roomSize, flow, sender }) => {
      const topology: Topology = { flow, clients, roomSize };
      const from = flow === "broadcast" ? SERVICE : sender % clients;
      const got: number[] = [];
      const takers: ((...event: [number, number, Buffer]) => void)[] = [];
      const processes = Array.from({ length: of }, (_, number) => {
        const others: Bus = {
          publish(...event) {
            for (const [i, take] of takers.entries()) if (i !== number) take(...event);
          },
          listen: (take) => takers.push(take),
          pending: 0,
        };
        const links = Array.from({ length: clients }, (_, client) =>
          client % of === number ? linkOf(client, () => got.push(client)) : undefined,
        );
        const options = {
          config,
          topology,
          guarantee: "at-most-once",
          observer: silentObserver,
          member: { number, of, bus: others },
        };
        return new Deliveries(options as unknown as ServiceOptions<never>, links, wire);
      });
      processes[from === SERVICE ? 0 : from % of]!.publish(from, 7, Buffer.from("x"));
      const { from: first, to } = from === SERVICE ? { from: 0, to: clients } : roomBounds(topology, from);
      const expected = Array.from({ length: to - first }, (_, i) => first + i).filter((client) => client !== from);
      assert.deepEqual(
        got.sort((a, b) => a - b),
        expected,
      );
      for (const one of processes) one.stop();
    }),
  );
});

const config = { historyEvents: 10, slowConsumer: { policy: "drop", maxBufferedBytes: 1000 } };
const wire = { encode: (body: Buffer) => body, typeOf: () => "" };
const linkOf = (client: number, sendEvent: () => void): Downlink => ({
  ...{ client, isOpen: true, bufferedBytes: 0, sendEvent, sendGap: () => {}, closeSlow: () => {} },
});

test("without redis-server the error says who needs it and what to do", () => {
  assert.doesNotThrow(() => requireRedisServer([], ""));
  assert.throws(
    () => requireRedisServer(["websocket"], "/nowhere"),
    (error) =>
      error instanceof PushbenchError &&
      error.code === "redis-missing" &&
      /websocket needs it/.test(error.message) &&
      /apt-get install redis-server.*approaches\.websocket\.service\.processes=1/.test(error.hint ?? ""),
  );
});
