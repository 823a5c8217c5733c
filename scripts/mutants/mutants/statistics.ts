/** Right observations, and wrong figures made of them. */
import type { Mutant } from "../mutant.js";

export const statisticsMutants: readonly Mutant[] = [
  {
    name: "histograms keep every value one bucket too high",
    file: "histogram.js",
    from: "Math.round(valueNs)",
    to: "Math.round(valueNs * 1.001) + 1",
    finders: ["histogram.test.js"],
  },
  {
    name: "histograms drop what is longer than a second",
    file: "histogram.js",
    from: "this.#hdr.recordValue(",
    to: "if (valueNs < 1e9) this.#hdr.recordValue(",
    finders: ["histogram.test.js", "freezes"],
  },
  {
    name: "quantiles are one percentile too low",
    file: "histogram.js",
    from: "getValueAtPercentile(quantile * 100)",
    to: "getValueAtPercentile(quantile * 100 - 1)",
    finders: ["histogram.test.js", "freezes"],
  },
  {
    name: "a merged histogram has one round only",
    file: "histogram.js",
    from: "merged.add(Histogram.decode(one));",
    to: "if (merged.count === 0) merged.add(Histogram.decode(one));",
    finders: ["histogram.test.js"],
  },
  {
    name: "throughput is counted over the window, however long deliveries went on",
    file: "collectors/throughput.js",
    from: "Math.max(run.lengthNs, this.#lastDeliveredNs - askedAfterNs - run.startNs)",
    to: "run.lengthNs",
    finders: ["collectors/samplers.test.js"],
  },
  {
    name: "a constant rate sends an event in a hundred too few",
    file: "executors/constant-arrival-rate.js",
    from: "(event * NS_PER_SECOND) / perSecond",
    to: "(event * 1.01 * NS_PER_SECOND) / perSecond",
    finders: ["executors/constant-arrival-rate.test.js", "ingest, on the wire"],
  },
];
