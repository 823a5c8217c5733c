/** What is played at each point. Every point's scenario is made and validated before anything is played. */
import { loadOf } from "../../bench/preflight/load.js";
import { requireResources } from "../../bench/preflight/require-resources.js";
import { PushbenchError } from "../../errors.js";
import { executorOf } from "../../executors/registry.js";
import type { Scenario } from "../../scenario/load.js";
import { requirePlayable } from "../../scenario/own-services.js";
import { cardOf } from "../../transports/registry.js";
import { secondsToNs } from "../../units.js";
import { requireThisMachine } from "../this-machine.js";
import { gridOf, inWholeNumbers, pointFolder, pointText, RATE } from "./axis.js";
import type { Axis, AxisValue, PointPlan, PointRecord } from "./record.js";
import { steadyStateOf } from "./steady-state.js";

/** The scenario that was asked for, with these overrides after all others. Rejects where it cannot be played as it was asked. */
export type Load = (overrides: readonly string[]) => Promise<Scenario>;

export interface Planned {
  axes: Axis[];
  points: PointRecord[];
}

export interface PlanRequest {
  axes: readonly Axis[];
  /** As they were typed; each point's come after them. */
  overrides: readonly string[];
  rounds: number;
  generators: number;
  /** Whether they are those of a fleet: its workers are looked at when it is there. By default they are this machine's. */
  areOfWorkers?: boolean;
  load: Load;
}

/** Throws PushbenchError that names the point at fault. */
export async function planSweep({ axes: asked, ...request }: PlanRequest): Promise<Planned> {
  const axes: Axis[] = [];
  for (const axis of asked) axes.push((await isOfWholeNumbers(axis, request.load)) ? inWholeNumbers(axis) : axis);
  const grid = gridOf(axes);
  const points: PointRecord[] = [];
  for (const [i, at] of grid.entries()) {
    const plan = await namingPoint(pointText(axes, at), () => planPoint(axes, at, request));
    points.push({ number: i + 1, at, folder: pointFolder(i + 1, grid.length, at), rounds: [], plan });
  }
  requireSameApproaches(axes, points);
  return { axes, points };
}

/** Where a value between two whole numbers is refused, and its neighbour is not. */
async function isOfWholeNumbers({ path, values, spacing }: Axis, load: Load): Promise<boolean> {
  const fraction = values.find((value) => typeof value === "number" && !Number.isInteger(value)) as number | undefined;
  if (spacing === "list" || fraction === undefined || path === RATE) return false;
  const isValid = (value: number): Promise<boolean> =>
    load([overrideText(path, value)]).then(
      () => true,
      () => false,
    );
  return !(await isValid(fraction)) && (await isValid(Math.round(fraction)));
}

async function planPoint(
  axes: readonly Axis[],
  at: readonly AxisValue[],
  { overrides, rounds, generators, areOfWorkers, load }: Omit<PlanRequest, "axes">,
): Promise<PointPlan> {
  const own = axes.flatMap(({ path }, i) => (path === RATE ? [] : [overrideText(path, at[i]!)]));
  const atRate = axes.findIndex(({ path }) => path === RATE);
  if (atRate >= 0) own.push(rateOverride(await load(own), at[atRate] as number));
  const scenario = await load(own);
  await requirePlayable(scenario);
  requireThisMachine(scenario, "a sweep plays rates beyond what a service carries");
  const topology = { ...scenario, roomSize: scenario.roomSize ?? 1 };
  requireResources(loadOf(scenario, topology, generators, areOfWorkers ? { isOnLoopback: false } : undefined));
  const { measureSeconds, sliceSeconds, settle, doubts } = steadyStateOf(scenario, ({ transport, config }) =>
    cardOf(transport).idleSeconds?.(config),
  );
  const timing = { rounds, measureSeconds, sliceSeconds };
  const changed = Object.entries(timing).filter(([name, value]) => scenario.run[name as keyof typeof timing] !== value);
  return {
    scenario: { ...scenario, run: { ...scenario.run, ...timing } },
    overrides: [...overrides, ...own, ...changed.map(([name, value]) => `run.${name}=${value}`)],
    ...(settle && { settle }),
    doubts,
  };
}

/** Words are quoted, so that they are read as words again. */
const overrideText = (path: string, value: AxisValue): string => `${path}=${JSON.stringify(value)}`;

/** Multiplies all rates of the arrivals, so that their mean is this one. */
function rateOverride({ name, arrivals }: Scenario, perSecond: number): string {
  const executor = executorOf(arrivals);
  const seconds = executor.loop === "open" ? executor.periodSeconds?.(arrivals) || 1 : 0;
  const own = executor.loop === "open" ? executor.expectedEvents(arrivals, secondsToNs(seconds)) / seconds : 0;
  if (executor.loop === "closed" || own <= 0 || !(perSecond > 0)) {
    throw new PushbenchError(
      "usage",
      own > 0 ? `${RATE} must be above 0.` : `${name} has no rate: its arrivals are a ${arrivals.executor}.`,
      { hint: "Choose arrivals with a rate: --set 'arrivals={executor: poisson-arrival-rate, perSecond: 100}'" },
    );
  }
  return `arrivals=${JSON.stringify(executor.scaled(arrivals, perSecond / own))}`;
}

async function namingPoint<Value>(text: string, make: () => Promise<Value>): Promise<Value> {
  try {
    return await make();
  } catch (cause) {
    if (!(cause instanceof PushbenchError)) throw cause;
    const { code, message, hint, problems } = cause;
    const lacksRate = problems.some((one) => /arrivals\.perSecond/.test(one.at));
    const advice =
      hint ?? (lacksRate ? `Arrivals with several rates are scaled as a whole: --over ${RATE}=1..2000` : undefined);
    throw new PushbenchError(code, `At the point ${text}: ${message}`, {
      ...(advice !== undefined && { hint: advice }),
      ...{ problems, cause },
    });
  }
}

/** Points that compare others have no curve in common. */
function requireSameApproaches(axes: readonly Axis[], points: readonly PointRecord[]): void {
  const namesAt = ({ plan }: PointRecord): string => plan!.scenario.approaches.map(({ name }) => name).join(", ");
  const other = points.find((point) => namesAt(point) !== namesAt(points[0]!));
  if (other === undefined) return;
  throw new PushbenchError(
    "usage",
    `At the point ${pointText(axes, other.at)} other approaches take part (${namesAt(other)}) than at the first (${namesAt(points[0]!)}).`,
    { hint: "Name them for all points: --approaches" },
  );
}
