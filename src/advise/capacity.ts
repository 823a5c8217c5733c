/** What a search for capacities says of a workload's peak: whether an approach carries it within limits that are no weaker. */
import type { Objectives } from "../result/result.js";
import type { CapacityAnswer } from "../studies/capacity/search.js";
import { distanceOf, guaranteeOf, NEAR, placeDifferences } from "./distance.js";
import type { Place, Source } from "./evidence.js";
import type { Meeting } from "./meeting.js";
import type { Workload } from "./workload.js";

export interface CapacityEvidence extends Place {
  source: Source;
  limits: Objectives;
  /** The busiest moment's rate as a multiple of the mean, by which the answers are. */
  peakRatio: number;
  answers: { approach: string; answer: CapacityAnswer }[];
}

export interface Carried {
  meeting: Exclude<Meeting, "cannot tell">;
  /** A sentence. */
  because: string;
  source: Source;
}

/** By the nearest search that decides it; undefined where none does. */
export function carried(
  workload: Workload,
  searches: readonly CapacityEvidence[],
  approach: string,
): Carried | undefined {
  const near = searches
    .map((search) => ({ search, distance: distanceOf(placeDifferences(workload, search)) }))
    .filter(({ distance }) => distance <= NEAR)
    .sort((one, other) => one.distance - other.distance);
  for (const { search } of near) {
    const answer = search.answers.find((one) => one.approach === approach)?.answer;
    const found = answer && decided(workload, search, answer);
    if (found !== undefined) return { ...found, source: search.source };
  }
  return undefined;
}

/** Compared are the deliveries of the busiest moment, because their number is the load. */
function decided(
  workload: Workload,
  search: CapacityEvidence,
  answer: CapacityAnswer,
): Omit<Carried, "source"> | undefined {
  const wanted = workload.peakPerSecond * workload.recipients;
  const peak = (rate: number): number => rate * search.peakRatio * search.recipients;
  const [least, most] = boundsOf(answer);
  const [limit, asked] = [search.limits.latencyP99Ms, workload.latencyP99Ms];
  const isStrict = asked === undefined || (limit !== undefined && limit <= asked);
  const isWeak = limit === undefined || (asked !== undefined && limit >= asked);
  const isSameGuarantee = !workload.lossless || search.guarantee === guaranteeOf(workload);
  if (least !== undefined && peak(least) >= wanted && isStrict && isSameGuarantee)
    return { meeting: "meets", because: "It carries the peak." };
  if (most !== undefined && peak(most) < wanted && isWeak && search.guarantee === guaranteeOf(workload))
    return { meeting: "misses", because: "Its capacity is below the peak." };
  return undefined;
}

/** What it surely carries, and more than what it surely does not. */
function boundsOf(answer: CapacityAnswer): [least: number | undefined, most: number | undefined] {
  switch (answer.kind) {
    case "found":
      return [answer.from, answer.to];
    case "not-below":
      return [answer.rate, undefined];
    case "not-above":
      return [undefined, answer.rate];
    case "undecided":
      return [undefined, undefined];
  }
}
