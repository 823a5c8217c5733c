/** What `crossover` asks where nothing else is said: which approaches, how many clients, and between which rates. */
import { executorOf } from "../../executors/registry.js";
import type { ApproachRecord } from "../../result/result.js";
import { builtInApproach, builtInApproachNames } from "../../scenario/approaches.js";
import type { Scenario } from "../../scenario/load.js";
import { cardOf } from "../../transports/registry.js";
import { secondsToNs } from "../../units.js";

/** With fewer, what their connections cost is hidden by what a process costs anyway: docs/crossover.md. */
export const FEWEST_CLIENTS = 500;
/** The smallest rate is the scenario's own divided by this. There, deliveries cost less than what stands. */
const DOWN_TO = 200;
const DIGITS = 3;

/** The mean events per second, or undefined for arrivals that have no rate. */
export function ownRate({ arrivals }: Pick<Scenario, "arrivals">): number | undefined {
  const executor = executorOf(arrivals);
  if (executor.loop === "closed") return undefined;
  const seconds = executor.periodSeconds?.(arrivals) || 1;
  const rate = executor.expectedEvents(arrivals, secondsToNs(seconds)) / seconds;
  return rate > 0 ? rate : undefined;
}

/** From where what stands rules up to the scenario's own rate. */
export const ratesAround = (rate: number): string => `${rounded(rate / DOWN_TO)}..${rounded(rate)}`;

const rounded = (rate: number): number => Number(rate.toPrecision(DIGITS));

/**
 * Of each transport the first approach, and the first that opens a connection for every event: of the scenario, or else a built-in
 * that is encrypted as those are.
 */
export async function approachesAsked({
  approaches,
  guarantee,
}: Pick<Scenario, "approaches" | "guarantee">): Promise<string[]> {
  const firsts = approaches.filter(
    ({ transport }, i) => approaches.findIndex((one) => one.transport === transport) === i,
  );
  const opensAlways = ({ transport, config }: Pick<ApproachRecord, "transport" | "config">): boolean =>
    cardOf(transport).window(config, guarantee).connections === "one per event";
  const names = firsts.map(({ name }) => name);
  if (firsts.some(opensAlways)) return names;
  const opening = approaches.find(opensAlways) ?? (await builtInThatOpens(firsts, opensAlways));
  if (opening === undefined) return names;
  const beside = firsts.findIndex(({ transport }) => transport === opening.transport);
  return names.toSpliced(beside + 1, 0, opening.name);
}

async function builtInThatOpens(
  firsts: readonly ApproachRecord[],
  opensAlways: (one: Pick<ApproachRecord, "transport" | "config">) => boolean,
): Promise<Pick<ApproachRecord, "name" | "transport"> | undefined> {
  for (const name of builtInApproachNames) {
    const { transport, ...settings } = builtInApproach(name)!;
    const like = firsts.find((one) => one.transport === transport && one.service === undefined);
    if (like === undefined) continue;
    const config = (await cardOf(transport).config()).parse(settings) as ApproachRecord["config"];
    if (opensAlways({ transport, config }) && Boolean(config.tls) === Boolean(like.config.tls))
      return { name, transport };
  }
  return undefined;
}
