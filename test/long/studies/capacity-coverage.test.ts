/** The coverage of the interval, over enough searches to tell 90 from 95 %. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clopperPearson } from "../../../src/statistics/binomial.js";
import { covered, NOISES, noiseText } from "../../studies/capacity/simulated-service.js";

const SEARCHES = 300;

for (const noise of NOISES) {
  test(`${SEARCHES} searches: ${noiseText(noise)}`, (context) => {
    const hits = covered(noise, SEARCHES);
    const { low, high } = clopperPearson(hits, SEARCHES);
    context.diagnostic(
      `${((100 * hits) / SEARCHES).toFixed(1)} % (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)} %)`,
    );
    assert.ok(high >= 0.95, `${hits} of ${SEARCHES}`);
  });
}
