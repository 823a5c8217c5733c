/**
 * One line per approach says how it differs from the reference. A difference is claimed only where it is decided, worth a word, and
 * unlikely to come from chance among all figures that the headline looks at. Otherwise the line says why nothing is claimed.
 */
import type { DerivedComparison } from "../../result/derived.js";
import type { Result } from "../../result/result.js";
import { type Comparison, headlineMetrics, type Standing, undelivered } from "../comparison.js";
import { tableOfFigures } from "../figures/table.js";
import { count, duration, ratio as ratioText } from "../format.js";
import { referenceApproach } from "../ratios.js";
import { isLargeRatio, smallestEffects } from "../smallest-effects.js";
import type { Tables } from "../tables.js";
import { code, list } from "./words.js";

/** The figures that the headline asks about, and the word for the approach that is better at each. */
const questions = {
  serviceCpuUsPerDelivery: { noun: "service CPU per delivery", better: "cheaper" },
  deliveriesPerSecond: { noun: "throughput", better: "ahead in throughput" },
  latencyP50Ns: { noun: "p50 latency", better: "faster at the median" },
  latencyP99Ns: { noun: "p99 latency", better: "faster in the tail" },
  serviceCpuUsPerClientSecond: { noun: "service CPU per client", better: "cheaper" },
  serviceRssIdleBytes: { noun: "memory of the service", better: "lighter in memory" },
} as const;

const isQuestion = (metric: string): metric is keyof typeof questions => Object.hasOwn(questions, metric);
const isAsked = ({ standing }: Comparison): boolean => standing !== "not-asked";
const nounOf = ({ metric }: Comparison): string => questions[metric as keyof typeof questions].noun;

export function differences(tables: Tables): string[] {
  const { result, ratios } = tables;
  const reference = referenceApproach(result);
  const others = result.approaches.filter(({ name }) => name !== reference);
  if (reference === undefined || others.length === 0) return [];
  const asked = headlineMetrics(tables);
  const pairs = others.map(({ name }) => {
    const its = asked.flatMap((metric) => ratios.filter((one) => one.approach === name && one.metric === metric));
    return { name, its, why: its.some(({ ratio }) => ratio !== undefined) ? undefined : whyNoRatio(tables, its[0]) };
  });
  return pairs.flatMap(({ name, its, why }) => {
    if (why === undefined) return [line(tables, `${code(name)} against ${code(reference)}`, its)];
    const silent = pairs.filter((one) => one.why === why).map((one) => one.name);
    if (silent[0] !== name) return []; // the line of the first one names it
    return [`**${list(silent.map(code))} against ${code(reference)}: nothing can be said**, ${why}.`];
  });
}

function line(tables: Tables, pair: string, found: readonly Comparison[]): string {
  const known = found.filter(({ ratio }) => ratio !== undefined);
  const [first] = known;
  if (known.every(({ standing }) => standing === "no-interval")) {
    const rounds = Math.max(...known.map((one) => one.rounds));
    const usable = rounds === 1 ? "1 usable round gives" : `${rounds} usable rounds give`;
    return `**${pair}: nothing can be said yet**, because ${usable} no interval (6 are needed). So far: ${list(known.map(figure))}.`;
  }
  const claimed = known.filter(({ standing }) => standing === "claimed");
  const head =
    claimed.length === 0
      ? `**${pair}: no difference is claimed.**`
      : `**${winners(claimed)}:** ${code(first!.approach)} has ${list(claimed.map(figure))} of ${code(first!.reference)}.`;
  return [head, ...unclaimed(tables, known)].join(" ");
}

/** Why the other differences are not claimed; the most important reason comes first. */
function unclaimed({ summary, ratios }: Tables, known: readonly Comparison[]): string[] {
  const having = (standing: Standing): Comparison[] => known.filter((one) => one.standing === standing);
  const tested = ratios.filter(({ adjustedP }) => adjustedP !== undefined).length;
  const said = (standing: Standing, before: string): string[] => {
    const its = having(standing).map((one) => `the ${nounOf(one)}, ${ratioText(one)}${closeness(one)}`);
    return its.length === 0 ? [] : [`${before} ${list(its)}.`];
  };
  const winnerOf = ({ ratio, approach, reference }: Comparison): string => (ratio! < 1 ? approach : reference);
  const partial = having("of-what-arrived");
  const incomplete = [...new Set(partial.map(winnerOf))].map((winner) => {
    const nouns = partial.filter((one) => winnerOf(one) === winner).map((one) => `the ${nounOf(one)}`);
    const missing = undelivered(summary.find(({ approach }) => approach === winner));
    const never = missing === 1 ? "1 delivery that never came" : `${count(missing)} deliveries that never came`;
    return `Neither is called faster by ${list(nouns)}, which ${nouns.length === 1 ? "leaves" : "leave"} out ${never} by ${code(winner)}.`;
  });
  const { approach, reference } = known[0]!;
  const absent = ratios.filter((one) => one.approach === approach && one.ratio === undefined && isAsked(one));
  const unknown = [approach, reference].flatMap((name) => {
    const row = summary.find((one) => one.approach === name);
    const nouns = absent.filter(({ metric }) => row?.[metric] === undefined).map((one) => `the ${nounOf(one)}`);
    return nouns.length === 0 ? [] : [`Unknown of ${code(name)}: ${list(nouns)}.`];
  });
  return [
    ...incomplete,
    ...unknown,
    ...said("undecided", "Not told apart by"),
    ...said("by-chance", `May be chance among the ${tested} figures that these lines look at:`),
    ...said("too-small", "Too small a difference to claim:"),
    ...said("within-clocks", "Within what the clocks of the hosts leave open:"),
    ...said("no-interval", "Too few usable rounds for an interval:"),
  ];
}

/** A ratio that is no small one needs the reason why it is not claimed. */
function closeness({ metric, ratio, standing }: Comparison): string {
  if (standing !== "too-small" || !isLargeRatio(metric, ratio!)) return "";
  return ` (less than ${duration(smallestEffects[metric].difference)} apart)`;
}

const figure = (one: Comparison): string => `${ratioText(one)} the ${nounOf(one)}`;

type Claimed = Pick<DerivedComparison, "metric" | "approach" | "reference"> & { ratio?: number | undefined };

/**
 * "`websocket` is cheaper and faster" or "`websocket` is cheaper, `webhook` is faster in the tail". Figures that the headline does
 * not ask about are left out.
 */
export function winners(claimed: readonly Claimed[]): string {
  const words = new Map<string, string[]>();
  for (const { metric, ratio, approach, reference } of claimed) {
    if (!isQuestion(metric)) continue;
    const winner = ratio! < 1 === (tableOfFigures[metric].better === "lower") ? approach : reference;
    words.set(winner, [...(words.get(winner) ?? []), questions[metric].better]);
  }
  return [...words].map(([winner, better]) => `${code(winner)} is ${list(shortened(better))}`).join(", ");
}

/** "Faster at the median" and "faster in the tail" together are "faster". */
function shortened(better: readonly string[]): string[] {
  const { latencyP50Ns: median, latencyP99Ns: tail } = questions;
  const both = better.includes(median.better) && better.includes(tail.better);
  return both ? [...better.filter((word) => word !== median.better && word !== tail.better), "faster"] : [...better];
}

function whyNoRatio({ result, summary, idle }: Tables, pair: Comparison | undefined): string {
  if (!idle && summary.every(({ events }) => !events)) return "because no event was due";
  const { rounds } = result;
  const both = [pair?.approach, pair?.reference];
  return hasBoundRound(result, both)
    ? "because in every round the generator was late, at its limit or crowded out by other work, on one side or the other"
    : rounds.some(({ approaches }) => both.every((name) => approaches.some((one) => one.approach === name)))
      ? "because none of the figures asked for here is known of both"
      : "because no round measured both approaches";
}

const hasBoundRound = ({ rounds }: Result, names: readonly (string | undefined)[]): boolean =>
  rounds.some((round) =>
    round.approaches.some(
      ({ approach, generator }) => names.includes(approach) && generator.verdict === "generator-bound",
    ),
  );
