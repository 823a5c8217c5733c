/** How often what is said of crossovers and lines is true, over enough studies to tell 90 from 95 %. The table of docs/crossover.md. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clopperPearson } from "../../../src/statistics/binomial.js";
import { CASES, NOISES, studied, type Tally } from "../../studies/crossover/known-crossings.js";

const STUDIES = 300;

const share = (hits: number, of: number): string => {
  if (of === 0) return "–";
  const { low, high } = clopperPearson(hits, of);
  return `${((100 * hits) / of).toFixed(1)} % (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
};

for (const known of CASES) {
  for (const noise of NOISES) {
    for (const rounds of [6, 10]) {
      test(`${STUDIES} studies: ${known.name}; noise ${noise.spread}, shared ${noise.shared}; ${rounds} rounds`, (context) => {
        const tally: Tally = studied(known, noise, STUDIES, rounds);
        const { trueSigns, found, intervalsRight, crossings, fiellerRight, fieller } = tally;
        const { standingRight, perDeliveryRight, lines } = tally;
        context.diagnostic(
          [
            `nothing false ${share(trueSigns, STUDIES)}`,
            `all found ${share(found, STUDIES)}`,
            `intervals ${share(intervalsRight, crossings)}`,
            `Fieller ${share(fiellerRight, fieller)}`,
            `standing ${share(standingRight, lines)}`,
            `per delivery ${share(perDeliveryRight, lines)}`,
          ].join(", "),
        );
        assert.ok(clopperPearson(trueSigns, STUDIES).high >= 0.95, "signs");
        assert.ok(crossings === 0 || clopperPearson(intervalsRight, crossings).high >= 0.95, "intervals");
        // Lines of the same study are not independent, so their interval is too narrow: a tenth more is allowed for
        assert.ok(clopperPearson(standingRight, lines).high >= 0.94, "standing");
        assert.ok(clopperPearson(perDeliveryRight, lines).high >= 0.94, "per delivery");
      });
    }
  }
}
