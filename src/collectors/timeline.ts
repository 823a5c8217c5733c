import { Histogram } from "../histogram.js";
import type { TimelinePoint } from "../result/result.js";
import { NS_PER_SECOND } from "../units.js";
import type { Collector, Delivery, RoundPart, SliceEnd, SliceRun } from "./collector.js";

interface Second {
  events: number;
  delivered: number;
  latency: Histogram | undefined;
  cpuNs: number;
  lengthNs: number;
  rssBytes: number | undefined;
}

/** One point per second of schedule time. An event counts in the second in which it was due. */
export class TimelineCollector implements Collector {
  /** The seconds to which later slices may still add. A histogram takes some 250 KB, and 1 KB when it is encoded. */
  readonly #open = new Map<number, Second>();
  readonly #done: TimelinePoint[] = [];
  readonly #hasLatency: boolean;
  #slice: SliceRun | undefined;

  constructor(hasLatency = true) {
    this.#hasLatency = hasLatency;
  }

  beginSlice(slice: SliceRun): void {
    this.#slice = slice;
  }

  begun(_event: number, dueNs: number): void {
    this.#second(this.#secondOf(dueNs)).events++;
  }

  delivered({ dueNs, deliveredNs }: Delivery): void {
    const second = this.#second(this.#secondOf(dueNs));
    second.delivered++;
    second.latency?.record(deliveredNs - dueNs);
  }

  /**
   * Notes what was seen of the service from outside: its CPU over the slice, in the second in which the slice begins, and its memory
   * at the end, in the second in which it ends. The CPU of a slice of several seconds belongs to none of them and is left out.
   */
  endSlice({ run, usage }: Pick<SliceEnd, "run" | "usage">): void {
    if (usage) {
      if (run.lengthNs <= NS_PER_SECOND) {
        const first = this.#second(Math.floor(run.offsetNs / NS_PER_SECOND));
        first.cpuNs += usage.cpuNs;
        first.lengthNs += usage.elapsedNs;
      }
      const last = this.#second(Math.ceil((run.offsetNs + run.lengthNs) / NS_PER_SECOND) - 1);
      last.rssBytes = Math.max(last.rssBytes ?? 0, usage.rssBytes);
    }
    this.#finishBefore(Math.floor((run.offsetNs + run.lengthNs) / NS_PER_SECOND));
  }

  sample(): Pick<RoundPart, "timeline"> {
    this.#finishBefore(Number.POSITIVE_INFINITY);
    return { timeline: this.#done };
  }

  #finishBefore(limit: number): void {
    for (const [second, at] of [...this.#open].sort(([a], [b]) => a - b)) {
      const { events, delivered, latency, cpuNs, lengthNs, rssBytes } = at;
      if (second >= limit) return;
      this.#open.delete(second);
      this.#done.push({
        second,
        events,
        delivered,
        ...(latency && { latency: latency.encode() }),
        ...(lengthNs > 0 ? { serviceCpuRatio: cpuNs / lengthNs } : {}),
        ...(rssBytes !== undefined ? { serviceRssBytes: rssBytes } : {}),
      });
    }
  }

  #secondOf(dueNs: number): number {
    const slice = this.#slice;
    if (!slice) throw new Error("beginSlice was not called");
    // A late event of an earlier slice counts at the beginning of this slice. Its latency stays its own.
    return Math.floor((Math.max(0, dueNs - slice.startNs) + slice.offsetNs) / NS_PER_SECOND);
  }

  #second(second: number): Second {
    let found = this.#open.get(second);
    if (!found) {
      const latency = this.#hasLatency ? new Histogram() : undefined;
      found = { events: 0, delivered: 0, latency, cpuNs: 0, lengthNs: 0, rssBytes: undefined };
      this.#open.set(second, found);
    }
    return found;
  }
}
