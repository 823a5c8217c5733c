import assert from "node:assert/strict";
import { test } from "node:test";
import { isWithinPromise, tallyOf, tallyText } from "../../../scripts/twins/tally.js";
import { part, resultOf, WEBSOCKET } from "../../reporters/fixture.js";

const twin = (name: string, times = 1) => ({
  ...WEBSOCKET,
  name,
  cpuNsPerDelivery: WEBSOCKET.cpuNsPerDelivery * times,
});
const twins = () =>
  resultOf(6, [twin("one"), twin("two")], (bent) => {
    for (const { number } of bent.rounds) {
      const { latency, service } = part(bent, number, "one");
      Object.assign(part(bent, number, "two"), {
        latency,
        service: { ...service, cpuNs: service.cpuNs! * (number % 2 ? 1.2 : 0.85) },
      });
    }
  });

test("a claim counts once per pair and once per run; what had no interval does not count", () => {
  const apart = resultOf(6, [twin("one"), twin("two", 2)]);
  const bound = resultOf(6, [twin("one"), twin("two")], (bent) => {
    part(bent, 1, "two").generator.verdict = "generator-bound";
  });
  const tally = tallyOf([twins(), apart, bound]);
  assert.deepEqual(
    [tally.runs, tally.pairs, tally.pairsWithoutInterval],
    [{ times: 1, of: 2 }, { times: 1, of: 2 }, 1],
  );
  assert.match(
    tallyText(tally, "Here."),
    /\| headlines that claim a difference between twins +\| +1 of 2 \| +50\.0 % \| +1\.26 % to 98\.7 % \|/,
  );
  assert.match(tallyText(tally, "Here."), /^- seed 1: two ÷ one, serviceCpuUsPerDelivery, 2\.\d+$/m);
});

test("the promise is broken when the interval lies above it", () => {
  assert.ok(isWithinPromise(tallyOf(new Array(20).fill(twins()))));
  assert.ok(!isWithinPromise(tallyOf(new Array(20).fill(resultOf(6, [twin("one"), twin("two", 2)])))));
  assert.ok(!isWithinPromise(tallyOf([])), "nothing played shows nothing");
});
