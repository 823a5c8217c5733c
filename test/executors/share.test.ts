/** A generator plays its events as the whole schedule has them, however little of it has travelled. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildSchedule, type Schedule } from "../../src/executors/schedule.js";
import { clientsOfSegment, eventsOfSegment } from "../../src/executors/segment.js";
import { scheduleOf, shareOf, UNKNOWN_SENDER } from "../../src/executors/share.js";
import { flowNames, type Topology } from "../../src/flow.js";

const scheduleFor = (topology: Topology): Schedule =>
  buildSchedule({
    arrivals: { executor: "poisson-arrival-rate", perSecond: 200 },
    topology,
    payloadBytes: { median: 300, p95: 900 },
    windowNs: 1e9,
    seed: 1,
  });

test("every event of a share is as it was in the schedule, and of the others nothing is told", () => {
  const topologies = fc.record({
    flow: fc.constantFrom(...flowNames),
    clients: fc.integer({ min: 2, max: 60 }),
    roomSize: fc.integer({ min: 2, max: 20 }),
  });
  fc.assert(
    fc.property(topologies, fc.integer({ min: 1, max: 5 }), (topology, count) => {
      const schedule = scheduleFor(topology);
      for (let index = 0; index < count; index++) {
        const own = eventsOfSegment(schedule, clientsOfSegment(topology, { index, count }));
        const share = shareOf(schedule, own, false);
        assert.equal(share.columns.sender.length, own.length);
        const known = scheduleOf(share);
        assert.equal(known.sender.length, schedule.sender.length);
        const mine = new Set(own);
        for (const event of schedule.sender.keys()) {
          if (!mine.has(event)) {
            assert.equal(known.sender[event], UNKNOWN_SENDER);
            continue;
          }
          assert.equal(known.dueNs[event], schedule.dueNs[event]);
          assert.equal(known.sender[event], schedule.sender[event]);
          assert.equal(known.payloadBytes[event], schedule.payloadBytes[event]);
        }
      }
    }),
    { numRuns: 30, seed: 1 },
  );
});

test("who must know all events, who begins all, and a closed loop get the schedule as it is", () => {
  const topology: Topology = { flow: "ingest", clients: 10, roomSize: 1 };
  const schedule = scheduleFor(topology);
  const some = eventsOfSegment(schedule, [1, 2]);
  assert.equal(scheduleOf(shareOf(schedule, some, true)), schedule);
  const all = Int32Array.from(schedule.sender.keys());
  assert.equal(scheduleOf(shareOf(schedule, all, false)), schedule);
  const closed = buildSchedule({
    arrivals: { executor: "constant-concurrency", inFlightPerClient: 1 } as never,
    topology,
    payloadBytes: 100,
    windowNs: 1e9,
    seed: 1,
  });
  assert.equal(scheduleOf(shareOf(closed, new Int32Array(), false)), closed);
});
