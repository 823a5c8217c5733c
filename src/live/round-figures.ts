/** What a finished round showed, and what all of them show together so far: the unit of statistics is the round. */
import { Rounds } from "../reporters/figures/rounds.js";
import { type FigureName, tableOfFigures } from "../reporters/figures/table.js";
import { referenceOf } from "../result/reference.js";
import { addressOf, labelOf, type Result, type Round, type Verdict } from "../result/result.js";
import { pairedRatio } from "../statistics/ratio.js";
import { signedRankEstimate } from "../statistics/signed-rank.js";

/** Of the table of figures; those that a run does not have are left out where they are shown. */
export const shownFigures = [
  "latencyP50Ns",
  "latencyP99Ns",
  "serviceCpuUsPerDelivery",
  "serviceCpuUsPerClientSecond",
] as const satisfies readonly FigureName[];
export type ShownFigure = (typeof shownFigures)[number];

/** Of one approach in one round. Absent: it was not measured. */
export interface RoundFigures extends Partial<Record<ShownFigure, number>> {
  /** The approach's label. */
  approach: string;
  verdict: Verdict;
}

/** An estimate over rounds. The interval is absent while there are too few of them: fewer than 6. */
export interface Level {
  estimate: number;
  low?: number;
  high?: number;
}

export type Levels = Partial<Record<ShownFigure, Level>>;

export function figuresOfRound({ approaches }: Round): RoundFigures[] {
  return approaches.map((one) => {
    const rounds = new Rounds([one]);
    const values = shownFigures.flatMap((name) => {
      const value = tableOfFigures[name].of(rounds);
      return value === undefined ? [] : [[name, value] as const];
    });
    return { approach: labelOf(one), verdict: one.generator.verdict, ...Object.fromEntries(values) };
  });
}

/** The middle of an approach's rounds, by logarithms as ratios are. */
export function levelsOf(rounds: readonly (RoundFigures | undefined)[]): Levels {
  return eachFigure((name) => {
    const logs = rounds.flatMap((round) => (round?.[name] ? [Math.log(round[name])] : []));
    const found = signedRankEstimate(logs);
    return (
      found && {
        estimate: Math.exp(found.estimate),
        ...(found.interval && { low: Math.exp(found.interval.low), high: Math.exp(found.interval.high) }),
      }
    );
  });
}

/** One approach ÷ the other, paired by round. Rounds that the generator limited on either side are left out, as reports leave them out. */
export function ratiosOf(
  rounds: readonly (RoundFigures | undefined)[],
  divisors: readonly (RoundFigures | undefined)[],
): Levels {
  const isUsable = (round: RoundFigures | undefined): boolean =>
    round !== undefined && round.verdict !== "generator-bound";
  const usable = rounds.map((round, i) => isUsable(round) && isUsable(divisors[i]));
  return eachFigure((name) => {
    const valuesOf = (all: typeof rounds) => all.map((round, i) => (usable[i] ? round?.[name] : undefined));
    const { ratio, low, high } = pairedRatio(valuesOf(rounds), valuesOf(divisors));
    return ratio === undefined
      ? undefined
      : { estimate: ratio, ...(low !== undefined && high !== undefined && { low, high }) };
  });
}

const eachFigure = (levelOf: (name: ShownFigure) => Level | undefined): Levels =>
  Object.fromEntries(
    shownFigures.flatMap((name) => {
      const level = levelOf(name);
      return level === undefined ? [] : [[name, level] as const];
    }),
  );

/** Which approach each is divided by: in a gate its own base, else the one by which reports divide. */
export function divisorsOf({ approaches, transports }: Pick<Result, "approaches" | "transports">): Map<string, string> {
  const labels = approaches.map((approach) => labelOf(addressOf(approach)));
  const hasArms = approaches.some(({ arm }) => arm !== undefined);
  const reference = hasArms ? undefined : referenceOf(approaches, transports);
  const pairs = approaches.flatMap(({ name, arm }, i) => {
    const divisor = hasArms ? labelOf({ approach: name, arm: "base" }) : reference!.name;
    const isOther = divisor !== labels[i] && labels.includes(divisor);
    return isOther ? [[labelOf(addressOf({ name, arm })), divisor] as const] : [];
  });
  return new Map(pairs);
}
