import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildSchedule } from "../../src/executors/schedule.js";
import { clientsOfSegment, eventsOfSegment } from "../../src/executors/segment.js";
import { flowNames, roomOf, type Topology } from "../../src/flow.js";

const topologies = fc.record({
  flow: fc.constantFrom(...flowNames),
  clients: fc.integer({ min: 2, max: 200 }),
  roomSize: fc.integer({ min: 2, max: 30 }),
});
const counts = fc.integer({ min: 1, max: 12 });
const segmentsOf = (topology: Topology, count: number): number[][] =>
  Array.from({ length: count }, (_, index) => clientsOfSegment(topology, { index, count }));

test("the segments together are all clients, each once, in order", () => {
  fc.assert(
    fc.property(topologies, counts, (topology, count) => {
      const everyone = Array.from({ length: topology.clients }, (_, client) => client);
      assert.deepEqual(segmentsOf(topology, count).flat(), everyone);
    }),
    { seed: 1 },
  );
});

test("rooms stay whole, and segments differ by at most one room, or one client where there are none", () => {
  fc.assert(
    fc.property(topologies, counts, (topology, count) => {
      const unitOf = (client: number): number => (topology.flow === "relay" ? roomOf(topology, client) : client);
      const units = segmentsOf(topology, count).map((clients) => new Set(clients.map(unitOf)));
      const sizes = units.map(({ size }) => size);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `${sizes}`);
      assert.equal(
        new Set(units.flatMap((set) => [...set])).size,
        sizes.reduce((sum, size) => sum + size, 0),
      );
    }),
    { seed: 1 },
  );
});

test("every event that a client sends is in exactly one segment: its sender's", () => {
  fc.assert(
    fc.property(topologies, counts, (topology, count) => {
      const schedule = buildSchedule({
        arrivals: { executor: "constant-arrival-rate", perSecond: 300 },
        topology,
        payloadBytes: 100,
        windowNs: 1e9,
        seed: 1,
      });
      const bySegment = segmentsOf(topology, count).map((clients) => {
        const events = [...eventsOfSegment(schedule, clients)];
        assert.ok(events.every((event) => clients.includes(schedule.sender[event]!)));
        assert.ok(events.every((event, i) => i === 0 || event > events[i - 1]!));
        return events;
      });
      const all = topology.flow === "broadcast" ? [] : [...schedule.dueNs.keys()];
      assert.deepEqual(
        bySegment.flat().sort((a, b) => a - b),
        all,
      );
    }),
    { numRuns: 50, seed: 1 },
  );
});

test("more segments than rooms: some have nothing to do", () => {
  const sizes = segmentsOf({ flow: "relay", clients: 15, roomSize: 10 }, 4).map(({ length }) => length);
  assert.deepEqual(sizes, [0, 10, 0, 5]);
});
