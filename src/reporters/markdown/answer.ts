/**
 * The answer in one sentence: which approach is cheaper or faster, by what factor, how sure. A difference is claimed only
 * where the interval lies on one side of 1; else the sentence says why nothing can be said.
 */
import type { Result } from "../../result.js";
import { count, ratio as ratioText } from "../format.js";
import { comparedMetrics, isDecided, type Ratio, referenceApproach } from "../ratios.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";

/** What the answer is about, and the word for the approach that is better at it. */
const questions = {
  serviceCpuUsPerDelivery: { noun: "the service CPU per delivery", better: "cheaper" },
  deliveriesPerSecond: { noun: "the throughput", better: "ahead in throughput" },
  latencyP50Ns: { noun: "the p50 latency", better: "faster at the median" },
  latencyP99Ns: { noun: "the p99 latency", better: "faster in the tail" },
} as const;

type Question = keyof typeof questions;
/** Due times fix the throughput of an open loop; a closed one slows down with the service, which hides its tail. */
const askedOf = ({ closedLoop }: Tables): Question[] =>
  closedLoop
    ? ["serviceCpuUsPerDelivery", "deliveriesPerSecond", "latencyP50Ns"]
    : ["serviceCpuUsPerDelivery", "latencyP50Ns", "latencyP99Ns"];

type Answerable = Ratio & { metric: Question };

const code = (name: string): string => `\`${name}\``;
const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** One bold sentence; with more than two approaches one line for each against the reference. */
export function answer(tables: Tables): string {
  const { result, ratios } = tables;
  if (result.rounds.length === 0) return `**Cannot be said: no round was finished.**`;
  const reference = referenceApproach(result);
  const others = result.approaches.filter(({ name }) => name !== reference);
  if (reference === undefined || others.length === 0) {
    return `**Nothing to compare: only ${list(result.approaches.map(({ name }) => code(name)))} was measured.**`;
  }
  const sentences = others.map(({ name }) => {
    const its = askedOf(tables).map(
      (metric) => ratios.find((one) => one.approach === name && one.metric === metric) as Answerable,
    );
    return sentence(result, name, reference, its);
  });
  const lines = others.length === 1 ? `**${sentences[0]}**` : sentences.map((one) => `- **${one}**`).join("\n");
  return [lines, ...caveats(tables.summary)].join("\n\n");
}

function sentence(result: Result, approach: string, reference: string, found: readonly Answerable[]): string {
  const pair = `${code(approach)} against ${code(reference)}`;
  const known = found.filter(({ ratio }) => ratio !== undefined);
  if (known.length === 0) return `${pair}: cannot be said, ${whyNoRatio(result, approach, reference)}.`;
  const decided = known.filter(isDecided);
  const undecided = known.filter((one) => !isDecided(one));
  const withInterval = known.filter(({ low }) => low !== undefined);
  if (withInterval.length === 0) {
    const rounds = Math.max(...known.map((one) => one.rounds));
    const usable = `${rounds} usable round${rounds === 1 ? "" : "s"}`;
    return `${pair}: cannot be said yet, ${usable} give${rounds === 1 ? "s" : ""} no interval (6 are needed). So far ${code(approach)} shows ${list(known.map(figure))}.`;
  }
  if (decided.length === 0) return `${pair}: no difference can be claimed; it has ${list(undecided.map(figure))}.`;
  const open = undecided.length === 0 ? "" : `; cannot be told apart by ${list(undecided.map(figure))}`;
  return `${winners(decided)}: ${code(approach)} has ${list(decided.map(figure))} of ${code(reference)}${open}.`;
}

const figure = (one: Answerable): string => {
  const undecided = one.low !== undefined && !isDecided(one);
  const { noun } = questions[one.metric];
  return undecided ? `${noun}, ${ratioText(one)}` : `${ratioText(one)} ${noun}`;
};

/** "`websocket` is cheaper and faster" or "`websocket` is cheaper, `webhook` is faster in the tail". */
function winners(decided: readonly Answerable[]): string {
  const words = new Map<string, string[]>();
  for (const { metric, ratio, approach, reference } of decided) {
    const winner = ratio! < 1 === (comparedMetrics[metric] === "lower") ? approach : reference;
    words.set(winner, [...(words.get(winner) ?? []), questions[metric].better]);
  }
  return [...words].map(([winner, better]) => `${code(winner)} is ${list(shortened(better))}`).join(", ");
}

/** Faster at the median and in the tail is faster. */
function shortened(better: readonly string[]): string[] {
  const { latencyP50Ns: median, latencyP99Ns: tail } = questions;
  const both = better.includes(median.better) && better.includes(tail.better);
  return both ? [...better.filter((word) => word !== median.better && word !== tail.better), "faster"] : [...better];
}

function whyNoRatio(result: Result, approach: string, reference: string): string {
  const verdicts = result.rounds.flatMap((round) =>
    round.approaches.filter((one) => one.approach === approach || one.approach === reference),
  );
  const bound = verdicts.some(({ generator }) => generator.verdict === "generator-bound");
  return bound
    ? "no round is left in which the load generator was not the limit on either side"
    : "no round measured both approaches";
}

/** What would make a true ratio mislead: deliveries that are in no latency, and latencies that are mostly queue. */
function caveats(rows: readonly Row[]): string[] {
  const missing = rows.flatMap(({ approach, expected, deliveries }) =>
    expected === undefined || deliveries === undefined || expected === deliveries
      ? []
      : [`${code(approach)} left ${count(expected - deliveries)} of ${count(expected)} deliveries undelivered`],
  );
  const disturbed = rows.filter(({ generatorVerdict }) => generatorVerdict === "disturbed");
  const queueing = rows.filter(({ generatorVerdict }) => generatorVerdict === "service-bound");
  return [
    ...(missing.length === 0 ? [] : [`But ${list(missing)}: the latencies cover only what arrived.`]),
    ...(queueing.length === 0
      ? []
      : [
          `The service of ${list(queueing.map(({ approach }) => code(approach)))} was at its limit in at least one round: those latencies are mostly queue and grow with the length of the run.`,
        ]),
    ...(disturbed.length === 0
      ? []
      : [
          `Other work used the CPUs of ${list(disturbed.map(({ approach }) => code(approach)))} in at least one round: CPU and latencies may be lower on a quiet machine.`,
        ]),
  ];
}
