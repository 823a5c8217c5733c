/** What a process can tell about itself between two moments: CPU, event loop, garbage collection. */
import { type EventLoopUtilization, monitorEventLoopDelay, PerformanceObserver, performance } from "node:perf_hooks";
import { NS_PER_MS, NS_PER_US } from "../units.js";

export interface ProcessSample {
  /** User and system CPU of all threads. */
  cpuNs: number;
  elapsedNs: number;
  /** The share of the time in which the event loop was not waiting, 0…1. */
  eventLoopUtilisation: number;
  /** It is undefined when the interval was too short for the monitor's timer to fire. */
  eventLoopDelayP99Ns: number | undefined;
  garbageCollections: number;
  garbageCollectionNs: number;
  rssBytes: number;
}

/**
 * The monitor's own timer wakes the process this often; the delay that it reports is the excess over it. Each wake-up of an
 * idle process costs some 20 µs. With the usual 20 ms that would be 1 ms of CPU per second, which shows at low rates.
 */
const DELAY_RESOLUTION_MS = 100;

export class ProcessSelf {
  readonly #delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  readonly #gcObserver: PerformanceObserver;
  #garbageCollections = 0;
  #garbageCollectionNs = 0;
  #cpu = process.cpuUsage();
  #startNs = process.hrtime.bigint();
  #loop: EventLoopUtilization = performance.eventLoopUtilization();

  constructor() {
    this.#gcObserver = new PerformanceObserver((list) => this.#countGarbageCollections(list.getEntries()));
    this.#gcObserver.observe({ entryTypes: ["gc"] });
  }

  begin(): void {
    this.#countGarbageCollections(this.#gcObserver.takeRecords());
    this.#garbageCollections = 0;
    this.#garbageCollectionNs = 0;
    this.#delay.reset();
    this.#delay.enable();
    this.#loop = performance.eventLoopUtilization();
    this.#startNs = process.hrtime.bigint();
    this.#cpu = process.cpuUsage();
  }

  end(): ProcessSample {
    const cpu = process.cpuUsage(this.#cpu); // this comes first, because what follows is the harness's work and not the service's
    const elapsedNs = Number(process.hrtime.bigint() - this.#startNs);
    const loop = performance.eventLoopUtilization(this.#loop);
    this.#delay.disable();
    this.#countGarbageCollections(this.#gcObserver.takeRecords());
    return {
      cpuNs: (cpu.user + cpu.system) * NS_PER_US,
      elapsedNs,
      eventLoopUtilisation: loop.utilization,
      eventLoopDelayP99Ns:
        this.#delay.count > 0 ? Math.max(0, this.#delay.percentile(99) - DELAY_RESOLUTION_MS * NS_PER_MS) : undefined,
      garbageCollections: this.#garbageCollections,
      garbageCollectionNs: this.#garbageCollectionNs,
      rssBytes: process.memoryUsage.rss(),
    };
  }

  #countGarbageCollections(entries: readonly { duration: number }[]): void {
    for (const entry of entries) {
      this.#garbageCollections++;
      this.#garbageCollectionNs += entry.duration * NS_PER_MS;
    }
  }
}
