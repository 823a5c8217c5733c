/** Clocks that differ: the offset is found within its bound, and times of a worker become the coordinator's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { noObservations } from "../../src/collectors/observations.js";
import { toCoordinatorTime } from "../../src/fleet/coordinator/translate.js";
import { askedClock, clockId, coordinatorNsOf } from "../../src/fleet/host-clock.js";

test("the offset comes back within its bound, however the ways there and back differ", async () => {
  const ways = fc.array(fc.tuple(fc.nat(2e6), fc.nat(2e6)), { minLength: 8, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -5e9, max: 5e9 }), ways, async (shiftNs, delays) => {
      let nowNs = 1e12;
      let exchange = 0;
      const ask = async (): Promise<number> => {
        const [there, back] = delays[exchange++]!;
        nowNs += there;
        const workerNs = nowNs + shiftNs;
        nowNs += back;
        return workerNs;
      };
      const { offsetNs, boundNs } = await askedClock(ask, () => nowNs).read();
      assert.ok(Math.abs(offsetNs - shiftNs) <= boundNs, `${offsetNs} ± ${boundNs} is not ${shiftNs}`);
      assert.equal(boundNs, Math.min(...delays.map(([there, back]) => (there + back) / 2)));
    }),
  );
});

test("times of a worker's clock become the coordinator's, and durations stay", () => {
  const observations = noObservations();
  observations.delivered.atNs = Float64Array.of(5e9 + 10, 5e9 + 20);
  observations.connecting.atNs = Float64Array.of(300);
  observations.handshaking.atNs = Float64Array.of(400);
  toCoordinatorTime(observations, (workerNs) => workerNs - 5e9);
  assert.deepEqual([...observations.delivered.atNs], [10, 20]);
  assert.deepEqual([...observations.connecting.atNs, ...observations.handshaking.atNs], [300, 400]);
});

test("of a clock that is seconds away and drifts, times between two readings come back within their bounds", () => {
  const cases = fc.record({
    shiftNs: fc.integer({ min: -5e9, max: 5e9 }),
    ppm: fc.integer({ min: -200, max: 200 }),
    errorsNs: fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 })),
    share: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(cases, ({ shiftNs, ppm, errorsNs, share }) => {
      const [fromNs, lengthNs] = [1e12, 2e9];
      const offsetAt = (atNs: number): number => shiftNs + (ppm / 1e6) * (atNs - fromNs);
      const reading = (atNs: number, errorNs: number) => ({
        ...{ offsetNs: offsetAt(atNs) + errorNs, boundNs: Math.abs(errorNs), atNs },
      });
      const [before, after] = [reading(fromNs, errorsNs[0]), reading(fromNs + lengthNs, errorsNs[1])];
      const atNs = fromNs + (lengthNs * share) / 100;
      const found = coordinatorNsOf(before, after)(atNs + offsetAt(atNs));
      const boundNs = Math.max(before.boundNs, after.boundNs) * 1.001 + 1;
      assert.ok(Math.abs(found - atNs) <= boundNs, `${found - atNs} ns wrong, ${boundNs} allowed`);
    }),
  );
});

test("two looks at this system's clock see the same one", () => {
  assert.equal(clockId(), clockId());
  assert.match(clockId() ?? "", /^[\da-f-]{36} time:\[\d+\]$/);
});
