import type { Collector, SliceEnd } from "../collector.js";
import { ProcessSum } from "./process-sum.js";

/** What each generator process used. The figures stand in the round beside the verdict that rests on them. */
export class GeneratorUseCollector implements Collector {
  readonly sums: readonly ProcessSum[];

  constructor(generators: number) {
    this.sums = Array.from({ length: generators }, () => new ProcessSum());
  }

  endSlice({ generators }: Pick<SliceEnd, "generators">): void {
    for (const [i, sample] of generators.entries()) this.sums[i]!.add(sample);
  }
}
