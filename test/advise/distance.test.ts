import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { differences, distanceOf, NEAR, neighbours } from "../../src/advise/distance.js";
import { evidence, WEBHOOK, workload } from "./known.js";

const far = (asked: Record<string, unknown>, measured = evidence(), moment: "mean" | "peak" = "mean"): number =>
  distanceOf(differences(workload(asked), measured, moment));

const closeTo = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

test("the distance is the sum of the decimal logarithms of the factors, computed by hand", () => {
  closeTo(far({}), 0);
  closeTo(far({ clients: 200 }), 1);
  closeTo(far({ clients: 2 }), 1);
  closeTo(far({ perSecond: 1000 }), 1);
  closeTo(far({ payloadBytes: 100 }), 1);
  closeTo(far({ clients: 40, perSecond: 50, payloadBytes: 2000 }), 3 * 0.301029995664);
  closeTo(far({ tls: true }), 0.47712125472);
  closeTo(far({ lossless: false }), 0.47712125472);
  closeTo(far({ tls: true, lossless: false, clients: 200 }), 1 + 2 * 0.47712125472);
});

test("another flow is never near", () => {
  assert.equal(far({ flow: "broadcast", clients: 20 }), Number.POSITIVE_INFINITY);
});

test("in flow relay the recipients count beside the clients, elsewhere they are no difference of their own", () => {
  const rooms = evidence([100], undefined, { flow: "relay", recipients: 9, clients: 200 });
  closeTo(far({ flow: "relay", clients: 200, recipients: 90 }, rooms), 1);
  const broadcast = evidence([100], undefined, { flow: "broadcast", recipients: 200, clients: 200 });
  closeTo(far({ flow: "broadcast", clients: 20 }, broadcast), 1);
});

test("within the range of a sweep the rate is no difference, and beyond it the nearer end counts", () => {
  const sweep = evidence([1, 1000]);
  closeTo(far({ perSecond: 30 }, sweep), 0);
  closeTo(far({ perSecond: 10_000 }, sweep), 1);
  closeTo(far({ perSecond: 0.1 }, sweep), 1);
});

test("costs are asked at the mean of the month, objectives at the peak", () => {
  // 100 at rest and 1,300 for 2 of 24 hours: 100 + 1,200 / 12 = 200 on average
  const asked = { perSecond: 100, peakPerSecond: 1300, peakHoursPerDay: 2 };
  closeTo(far(asked), Math.log10(2));
  closeTo(far(asked, evidence(), "peak"), Math.log10(13));
});

const amounts = fc.record({
  clients: fc.integer({ min: 2, max: 10_000 }),
  perSecond: fc.double({ min: 0.01, max: 10_000, noNaN: true }),
  payloadBytes: fc.integer({ min: 1, max: 100_000 }),
});

test("a distance is never negative, is alike from both sides, and is 0 only where nothing differs", () => {
  const measuredAs = (one: { clients: number; perSecond: number; payloadBytes: number }) =>
    evidence([one.perSecond], undefined, { clients: one.clients, payloadBytes: one.payloadBytes });
  fc.assert(
    fc.property(amounts, amounts, (one, other) => {
      const [there, back] = [far(one, measuredAs(other)), far(other, measuredAs(one))];
      assert.ok(there >= 0);
      assert.ok(Math.abs(there - back) < 1e-9);
      assert.ok(far(one, measuredAs(one)) === 0);
      assert.equal(
        there === 0,
        one.clients === other.clients && one.perSecond === other.perSecond && one.payloadBytes === other.payloadBytes,
      );
    }),
  );
});

test("what is near and of this machine comes first, then what is near, then the rest; of equals the later one", () => {
  const named = (file: string, clients: number, machineDiffersIn: string[], startedAt = "2026-01-02T10:00:00.000Z") =>
    evidence([100], [WEBHOOK], {
      clients,
      source: { ...evidence().source, file, machineDiffersIn, startedAt },
    });
  const all = [
    named("far", 20 * 20, []),
    named("elsewhere", 20, ["CPU"]),
    named("here", 60, []),
    named("here-later", 60, [], "2026-01-03T10:00:00.000Z"),
  ];
  const found = neighbours(workload(), all, "mean");
  assert.deepEqual(
    found.map((one) => one.evidence.source.file),
    ["here-later", "here", "elsewhere", "far"],
  );
  assert.deepEqual(
    found.map(({ distance }) => distance <= NEAR),
    [true, true, true, false],
  );
});
