/** From a workload and what was measured to advice. Pure. */
import type { PairedRatio } from "../statistics/ratio.js";
import { connectionCliff } from "../studies/crossover/connection-cliff.js";
import { type Currency, measuredCurrencies } from "../studies/crossover/currencies.js";
import type { CurrencyName } from "../studies/crossover/currency-names.js";
import { linesOf } from "../studies/crossover/findings.js";
import type { CostLine } from "../studies/crossover/found.js";
import { moneyOf } from "../studies/crossover/money.js";
import type { Prices } from "../studies/crossover/prices.js";
import { type AnyCard, transports } from "../transports/registry.js";
import type { CapacityEvidence } from "./capacity.js";
import { type Candidate, type Choice, choose, ratioOf } from "./choice.js";
import { type BenchAsked, benchOf } from "./command-line.js";
import {
  type Difference,
  distanceOf,
  guaranteeOf,
  NEAR,
  type Neighbour,
  neighbours,
  placeDifferences,
} from "./distance.js";
import { candidatesOf, type Evidence, type Source } from "./evidence.js";
import { type Flip, type FlipAsked, flipOf, type RatioAtRate, ratiosOf } from "./flip.js";
import {
  deliveriesPerMonth,
  type Month,
  monthRounds,
  monthWithin,
  type Spent,
  soundNames,
  spentNames,
} from "./month.js";
import { type Objective, objectiveOf } from "./objective.js";
import type { Workload } from "./workload.js";

/** A measurement that advice was made from, or that is too far away for it. */
export interface Used {
  source: Source;
  /** The sum of the logarithms to base 10 of what differs: distance.ts. */
  distance: number;
  differences: Difference[];
  isNear: boolean;
}

export interface ApproachAdvice {
  approach: string;
  transport: string;
  ruledOut?: string;
  objective: Objective;
  month: Month;
  /** Of a sweep over rates: standing cost + cost per delivery. */
  lines: CostLine[];
}

export interface ComparedCost {
  what: Spent;
  approach: string;
  other: string;
  ratio: PairedRatio;
}

export interface Advice {
  workload: Workload;
  /** What "cheaper" is by. */
  by: "cpuHours" | "money";
  prices?: Pick<Prices, "title" | "date" | "currency">;
  choice: Choice;
  /** For the costs, at the mean rate. Absent where nothing at all was measured in this flow. */
  costsFrom?: Used;
  /** For the objectives, at the rate of the peak: each with the approaches of which it tells. */
  peaksFrom: (Used & { approaches: string[] })[];
  deliveriesPerMonth: number;
  approaches: ApproachAdvice[];
  /** Those that the measurement has and that were sound in none of its rounds. */
  unsound: string[];
  /** The cheapest, beside each of the others, in everything that a month costs. */
  ratios: ComparedCost[];
  flip: { approach: string; other: string; answer: Flip; ratios: RatioAtRate[] } | undefined;
  /** Plays this very workload. Absent where it is more than a bench plays. */
  bench: BenchAsked | undefined;
}

export const NO_ADDRESS = "Its recipients need an address that senders reach, and there can be none.";

export interface Known {
  evidence: readonly Evidence[];
  capacities: readonly CapacityEvidence[];
}

export function advise(workload: Workload, { evidence: all, capacities }: Known, prices?: Prices): Advice {
  const atMean = neighbours(workload, all, "mean");
  const costs = atMean[0];
  const peaks = neighbours(workload, all, "peak").filter(isNear);
  const by = prices === undefined ? "cpuHours" : "money";
  const isKnown = costs !== undefined && isNear(costs);
  const asked = isKnown ? candidatesOf(costs.evidence, workload.tls) : [];
  const names = isKnown
    ? soundNames(
        costs.evidence,
        asked.map(({ name }) => name),
      )
    : [];
  const rounds = isKnown ? monthRounds(workload, costs.evidence, names, prices) : new Map<string, never[]>();
  const atPeak = peaks.map(({ evidence }) => evidence);
  const approaches = names.map((approach): ApproachAdvice => {
    const { transport } = asked.find(({ name }) => name === approach)!;
    const ruledOut = !workload.publicEndpoint && needsAddress(transport) ? NO_ADDRESS : undefined;
    return {
      ...{ approach, transport, objective: objectiveOf(workload, { atPeak, capacities }, approach) },
      ...(ruledOut !== undefined && { ruledOut }),
      month: monthWithin(rounds.get(approach)!),
      lines: isKnown ? linesFor(costs.evidence, approach) : [],
    };
  });
  const candidatesBy = (what: Spent): Candidate[] =>
    approaches.map(({ approach, ruledOut, objective }) => ({
      ...{ approach, meeting: objective.meeting, costs: rounds.get(approach)!.map((round) => round[what]) },
      ...(ruledOut !== undefined && { ruledOut }),
    }));
  const candidates = candidatesBy(by);
  const choice = choose(candidates);
  const first = firstOf(choice, candidates);
  const others = names.filter((name) => name !== first);
  const near = atMean.filter((one) => isNearButForRate(one, workload)).map(({ evidence }) => evidence);
  return {
    ...{ workload, by, choice },
    ...(prices && { prices: { title: prices.title, date: prices.date, currency: prices.currency } }),
    ...(costs && Number.isFinite(costs.distance) && { costsFrom: usedOf(costs) }),
    peaksFrom: peaks.flatMap((peak) => {
      const its = approaches.filter(({ objective }) => objective.source === peak.evidence.source);
      return its.length === 0 ? [] : [{ ...usedOf(peak), approaches: its.map(({ approach }) => approach) }];
    }),
    deliveriesPerMonth: deliveriesPerMonth(workload),
    approaches,
    unsound: asked.flatMap(({ name }) => (names.includes(name) ? [] : [name])),
    ratios: first === undefined ? [] : others.flatMap((other) => comparedIn(candidatesBy, first, other)),
    flip: first === undefined || !isKnown ? undefined : flipFor(workload, { approaches, first, near, prices, costs }),
    bench: benchOf(workload),
  };
}

const isNear = ({ distance }: Neighbour): boolean => distance <= NEAR;

const isNearButForRate = ({ evidence }: Neighbour, workload: Workload): boolean =>
  distanceOf(placeDifferences(workload, evidence)) <= NEAR;

const usedOf = (one: Neighbour): Used => ({
  ...{ source: one.evidence.source, distance: one.distance, differences: one.differences },
  isNear: isNear(one),
});

/** A transport of another release may be unknown here; nothing is ruled out of what is not known. */
const needsAddress = (transport: string): boolean =>
  (transports as Record<string, AnyCard | undefined>)[transport]?.clientsListen === true;

/** The one that is taken, or the cheapest of those between which nobody can tell. */
function firstOf(choice: Choice, candidates: readonly Candidate[]): string | undefined {
  if (choice.kind === "take") return choice.approach;
  return choice.kind === "cannot tell" ? choice.between[0] : candidates[0]?.approach;
}

function comparedIn(candidatesBy: (what: Spent) => Candidate[], first: string, other: string): ComparedCost[] {
  return spentNames.flatMap((what) => {
    const its = candidatesBy(what);
    const [one, another] = [first, other].map((name) => its.find(({ approach }) => approach === name)!);
    const ratio = ratioOf(one!, another!);
    return ratio.ratio === undefined ? [] : [{ what, approach: first, other, ratio }];
  });
}

const lineCurrencies = ["cpu", "wire"] as const;

function linesFor({ curve }: Evidence, approach: string): CostLine[] {
  if (curve === undefined) return [];
  return lineCurrencies.flatMap((name) => {
    const currency: Currency = measuredCurrencies[name];
    const cliff = connectionCliff(curve, approach, [[name, currency]]);
    return linesOf(curve, approach, name, currency, cliff === undefined ? [] : [cliff]);
  });
}

interface FlipFor {
  approaches: readonly ApproachAdvice[];
  first: string;
  near: readonly Evidence[];
  prices: Prices | undefined;
  costs: Neighbour;
}

/** Beside the first of another transport, because that is the question; where there is none, beside any other. */
function flipFor(workload: Workload, { approaches, first, near, prices, costs }: FlipFor): Advice["flip"] {
  const { transport } = approaches.find(({ approach }) => approach === first)!;
  const rest = approaches.filter(({ approach, ruledOut }) => approach !== first && ruledOut === undefined);
  const other = (rest.find((one) => one.transport !== transport) ?? rest[0])?.approach;
  if (other === undefined) return undefined;
  const { evidence } = costs;
  const [name, currency]: [CurrencyName, Currency] =
    prices === undefined
      ? ["cpu", measuredCurrencies.cpu]
      : ["money", moneyOf(prices, { ...evidence, guarantee: guaranteeOf(workload) })];
  const asked: FlipAsked = { approach: first, other, currency: name, clients: workload.clients };
  const swept = [evidence, ...near.filter((one) => one !== evidence)];
  const answers = swept.map((one) => flipOf(one, asked, currency));
  const answer = answers.find(({ kind }) => kind !== "not known") ?? { kind: "not known" as const };
  return { approach: first, other, answer, ratios: ratiosOf(near, asked, currency) };
}
