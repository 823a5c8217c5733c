/**
 * Measures operations with tinybench, in CPU time of this process (all threads, so garbage collection counts) rather
 * than by the clock on the wall: that is the unit of a service's cost, and other processes disturb it little.
 */
import { Bench } from "tinybench";
import { median } from "../../src/statistics/quantile.js";
import { NS_PER_MS, NS_PER_US } from "../../src/units.js";
import { type Operation, type Prepared, type SampleEvents, sampleEvents } from "./operation.js";

export interface Effort {
  /** Every operation has a turn in each round, so that a disturbance does not fall on one alone. */
  rounds: number;
  /** Measuring time of one operation in one round, in wall time. */
  turnMs: number;
}

export interface Cost {
  id: string;
  operation: Operation;
  /** Undefined where the size does not matter. */
  payloadBytes: number | undefined;
  bodyBytes: number | undefined;
  /** CPU per operation: the median of the rounds' medians, and the lowest and highest of these. */
  cpuNs: number;
  lowNs: number;
  highNs: number;
  /** tinybench's relative margin of error of the mean (95 %), 0…: the median of the rounds'. */
  errorRatio: number;
  rounds: number;
}

/** process.cpuUsage counts whole µs: a batch that takes this long is known to 0.2 %. */
const BATCH_CPU_MS = 0.5;
const FEWEST_BATCHES = 8;
/** Enough for the optimising compiler to have seen an operation before its first round counts. */
const WARM_UP_TURNS = 2;

interface Measurement {
  id: string;
  operation: Operation;
  events: SampleEvents;
  prepared: Prepared;
  batch: number;
  turn: number;
  mediansNs: number[];
  errorRatios: number[];
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return ((user + system) * NS_PER_US) / NS_PER_MS;
}

/** Kept where the optimiser must assume that somebody reads it. */
export const kept: { result: unknown } = { result: undefined };

/** The operation `batch` times. Returns the CPU ms that it took. */
async function runBatch(measurement: Measurement): Promise<number> {
  const { prepared, batch } = measurement;
  const end = measurement.turn + batch;
  const startMs = cpuMs();
  let result = prepared.run(measurement.turn++);
  if (result instanceof Promise) {
    await result;
    while (measurement.turn < end) await prepared.run(measurement.turn++);
  } else {
    while (measurement.turn < end) result = prepared.run(measurement.turn++);
    kept.result = result;
  }
  return cpuMs() - startMs;
}

async function measureOnce(measurement: Measurement, timeMs: number): Promise<void> {
  const bench = new Bench({ time: timeMs, iterations: FEWEST_BATCHES, warmup: false, throws: true });
  bench.add(measurement.operation.name, async () => {
    const startMs = performance.now();
    const batchCpuMs = await runBatch(measurement);
    return {
      overriddenDuration: batchCpuMs / measurement.batch,
      overriddenIterationCost: performance.now() - startMs, // the budget is in wall time
    };
  });
  const [task] = await bench.run();
  const result = task!.result;
  if (result.state !== "completed") throw new Error(`${measurement.operation.name}: ${result.state}`);
  measurement.mediansNs.push(result.latency.p50 * NS_PER_MS);
  measurement.errorRatios.push(result.latency.rme / 100);
}

/** Doubles the batch until it takes long enough for the clock; then runs on until the code is warm. */
async function warmUp(measurement: Measurement, timeMs: number): Promise<void> {
  await sizeBatch(measurement);
  const endMs = performance.now() + timeMs;
  while (performance.now() < endMs) await runBatch(measurement);
  measurement.batch = 1; // cold code made for too small a batch
  await sizeBatch(measurement);
}

/** Two in turn must take long enough: one may have had a garbage collection in it. */
async function sizeBatch(measurement: Measurement): Promise<void> {
  const isShort = async (): Promise<boolean> => (await runBatch(measurement)) < BATCH_CPU_MS;
  while ((await isShort()) || (await isShort())) measurement.batch *= 2;
}

/** One cost per operation and size, in the order given. `progress` is told of each round. */
export async function measureCosts(
  entries: readonly (readonly [id: string, operation: Operation])[],
  payloadSizes: readonly number[],
  { rounds, turnMs }: Effort,
  progress: (round: number) => void,
): Promise<Cost[]> {
  const measurements: Measurement[] = [];
  try {
    for (const [id, operation] of entries) {
      for (const payloadBytes of operation.sized ? payloadSizes : payloadSizes.slice(0, 1)) {
        const events = sampleEvents(payloadBytes);
        const prepared = await operation.prepare(events);
        measurements.push({ id, operation, events, prepared, batch: 1, turn: 0, mediansNs: [], errorRatios: [] });
      }
    }
    for (const measurement of measurements) await warmUp(measurement, WARM_UP_TURNS * turnMs);
    for (let round = 1; round <= rounds; round++) {
      for (const measurement of measurements) await measureOnce(measurement, turnMs);
      progress(round);
    }
  } finally {
    for (const { prepared } of measurements) await prepared.close?.();
  }
  return measurements.map(costOf);
}

function costOf({ id, operation, events, mediansNs, errorRatios }: Measurement): Cost {
  return {
    id,
    operation,
    payloadBytes: operation.sized ? events.payloadBytes : undefined,
    bodyBytes: operation.sized ? events.bodyBytes : undefined,
    cpuNs: median(mediansNs)!,
    lowNs: Math.min(...mediansNs),
    highNs: Math.max(...mediansNs),
    errorRatio: median(errorRatios)!,
    rounds: mediansNs.length,
  };
}
