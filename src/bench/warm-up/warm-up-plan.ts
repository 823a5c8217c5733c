/**
 * What a warm-up may play: events of its own with the scenario's senders and sizes, at the scenario's rate and at raised rates. A
 * compiler counts calls, not seconds: at 100 events a second a service is not warm after a minute.
 */
import { type PayloadBytes, payloadSizeSampler } from "../../events/payload-size.js";
import { poissonTimesNs, type RatePiece } from "../../executors/poisson-process.js";
import { type Arrivals, executorOf, haveEvents } from "../../executors/registry.js";
import { buildSchedule, type Schedule, type ScheduleRequest, scheduleDueAt } from "../../executors/schedule.js";
import { deliveriesPerEvent, SERVICE, type Topology } from "../../flow.js";
import type { SlicePlan } from "../../processes/slice-plan.js";
import { seededRandom } from "../../random.js";
import { NS_PER_SECOND, nsToSeconds } from "../../units.js";
import { slicesOf } from "../slices.js";

/**
 * Raised rates stay below these limits, which a connection, its buffers and an acknowledgement window carry without queueing.
 */
const MOST_DELIVERIES_PER_SECOND = 10_000;
const MOST_BYTES_PER_SECOND = 40_000_000;
/** The factor from one raised rate to the next. */
const RAISE = 2;
/** A raised rate is at least this, because a block with a few deliveries neither warms nor shows anything. */
const FEWEST_DELIVERIES_PER_SECOND = 100;
/** The most deliveries of a warm-up, if all its blocks have the scenario's own rate. */
const MOST_DELIVERIES = 500_000;
const FEWEST_BLOCKS = 8;
const SIZES_LOOKED_AT = 1_000;

export interface WarmUpPlan {
  schedule: Schedule;
  /** The events per second of each level. The scenario's own rate comes first. */
  levels: readonly number[];
  /** blocks[n][level] is what the n-th block plays at that level. Later blocks have later events, whatever their levels are. */
  blocks: readonly (readonly SlicePlan[])[];
  /** What is played between the blocks and the measured window by approaches that must settle first: see BenchContext.settle. */
  settle?: SlicePlan;
}

export type WarmUpRequest = ScheduleRequest & {
  blockNs: number;
  /** No raised rate is higher. By default none is forbidden. */
  mostEventsPerSecond?: number;
  /** Absent: nobody must settle. */
  settle?: { arrivals: Arrivals; lengthNs: number } | undefined;
};

/** Makes blocks for all of `windowNs`, and what is played behind them. */
export function warmUpPlan({ settle, ...request }: WarmUpRequest): WarmUpPlan {
  const plan = blocksOf(request);
  if (settle === undefined) return plan;
  const { arrivals, lengthNs } = settle;
  const executor = executorOf(arrivals);
  if (executor.loop === "closed") return plan;
  const offsetNs = plan.blocks.length * plan.levels.length * request.blockNs;
  const ownNs = executor.dueTimesNs(arrivals, lengthNs, seededRandom(request.seed, "settling"));
  const dueNs = Float64Array.from([...plan.schedule.dueNs, ...ownNs.map((ns) => offsetNs + ns)]);
  const schedule = scheduleDueAt(dueNs, request); // what comes before keeps its senders and sizes
  const from = plan.schedule.dueNs.length;
  return { ...plan, schedule, settle: { phase: "warmUp", offsetNs, lengthNs, from, to: dueNs.length } };
}

/** In a closed loop the clients go as fast as they can, so it has one level. Without events there are no blocks. */
function blocksOf(request: Omit<WarmUpRequest, "settle">): WarmUpPlan {
  const { windowNs, blockNs } = request;
  if (windowNs === 0 || !haveEvents(request.arrivals))
    return { schedule: buildSchedule(request), levels: [], blocks: [] };
  const levels = levelsOf(request);
  const count = Math.min(Math.ceil(windowNs / blockNs - 1e-9), mostBlocks(levels[0]! * nsToSeconds(blockNs), request));
  const pieces: RatePiece[] = Array.from({ length: count * levels.length }, (_, i) => ({
    untilNs: (i + 1) * blockNs,
    perSecond: levels[i % levels.length]!,
  }));
  const isClosed = executorOf(request.arrivals).loop === "closed";
  const schedule = isClosed
    ? buildSchedule(request)
    : scheduleDueAt(poissonTimesNs(pieces, seededRandom(request.seed, "arrivals")), request);
  const blockSeconds = nsToSeconds(blockNs);
  const slices = slicesOf(schedule, "warmUp", pieces.length * blockSeconds, blockSeconds);
  const blocks = Array.from({ length: count }, (_, i) => slices.slice(i * levels.length, (i + 1) * levels.length));
  return { schedule, levels, blocks };
}

/** Where the scenario's own rate is high, more blocks would make the schedule longer and nothing warmer. */
function mostBlocks(eventsPerBlock: number, { topology }: WarmUpRequest): number {
  return Math.max(FEWEST_BLOCKS, Math.ceil(MOST_DELIVERIES / (eventsPerBlock * usualDeliveries(topology))));
}

const usualDeliveries = (topology: Topology): number =>
  deliveriesPerEvent(topology, topology.flow === "broadcast" ? SERVICE : 0);

function levelsOf({
  arrivals,
  topology,
  payloadBytes,
  windowNs,
  seed,
  mostEventsPerSecond = Number.POSITIVE_INFINITY,
}: WarmUpRequest): number[] {
  const executor = executorOf(arrivals);
  if (executor.loop === "closed") return [0];
  const perSecond = executor.expectedEvents(arrivals, windowNs) / nsToSeconds(windowNs);
  const deliveries = usualDeliveries(topology);
  const bytes = deliveries * meanBytes(payloadBytes, seed);
  const most = Math.min(MOST_DELIVERIES_PER_SECOND / deliveries, MOST_BYTES_PER_SECOND / bytes, mostEventsPerSecond);
  const own = Math.max(perSecond, NS_PER_SECOND / windowNs);
  const levels = [own];
  let raised = own * RAISE;
  while (raised * deliveries < FEWEST_DELIVERIES_PER_SECOND) raised *= RAISE;
  for (; raised <= most; raised *= RAISE) levels.push(raised);
  return levels;
}

function meanBytes(payloadBytes: PayloadBytes, seed: number): number {
  const [sample, random] = [payloadSizeSampler(payloadBytes), seededRandom(seed, "warm-up sizes")];
  const sizes = Array.from({ length: SIZES_LOOKED_AT }, () => sample(random));
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}
