/** What casts doubt on a sweep, each with the points where it does. */
import { counted } from "../../../counted.js";
import { groupBy } from "../../../group-by.js";
import { asText, code, list } from "../../../reporters/markdown/words.js";
import { warningCodes } from "../../../result/warning-codes.js";
import { pointText } from "../axis.js";
import type { PointRecord, SweepRecord } from "../record.js";

const FEWEST_ROUNDS = 6;

/** A list in Markdown, or nothing. The terminal shows the same. */
export function doubts(record: SweepRecord): string {
  const { question, points, state } = record;
  const { rounds } = question;
  const isOver = state !== "running";
  const lines = [
    ...(rounds < FEWEST_ROUNDS
      ? [`With ${counted(rounds, "round")} no ratio has an interval: that takes ${FEWEST_ROUNDS} (--rounds).`]
      : []),
    ...died(record),
    ...(isOver ? missing(record) : []),
    ...grouped(record, ({ inVain = [] }) =>
      inVain
        .filter(({ reason }) => reason === "broke-off")
        .map(({ message }) => `Something broke off: ${asText(message)}`),
    ),
    ...again(points),
    ...grouped(record, (point) =>
      point.rounds.flatMap(({ warnings }) => warnings.map((warning) => `**${warning}**: ${warningCodes[warning]}`)),
    ),
    ...grouped(record, ({ plan }) =>
      (plan?.doubts ?? []).map((doubt) => `No steady state was waited for: ${asText(doubt)}.`),
    ),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

function at({ question, points: all }: SweepRecord, points: readonly PointRecord[]): string {
  const isEverywhere = all.length > 1 && points.length === all.length;
  return isEverywhere ? "(at every point)" : `(${list(points.map((one) => asText(pointText(question.axes, one.at))))})`;
}

function died(record: SweepRecord): string[] {
  return record.points.flatMap((point) =>
    (point.inVain ?? [])
      .filter(({ reason }) => reason === "service-died")
      .map(
        ({ approach, round, message }) =>
          `**${code(approach!)} did not survive this point** in round ${round}, and has no part in its later rounds: ${asText(message)} ${at(record, [point])}`,
      ),
  );
}

function missing(record: SweepRecord): string[] {
  const { rounds } = record.question;
  const fewer = record.points.filter((point) => point.rounds.length < rounds);
  const wordsOf = ({ rounds: { length } }: PointRecord): string =>
    length === 0 ? "No round" : `Only ${counted(length, "round")} of ${rounds}`;
  return [...groupBy(fewer, wordsOf)].map(([words, points]) => `${words} counted ${at(record, points)}`);
}

/** Reasons for which a round of a point is played again. */
const playedAgain = { disturbed: "Others used the CPUs", late: "The generator was late" } as const;

function again(points: readonly PointRecord[]): string[] {
  return Object.entries(playedAgain).flatMap(([why, words]) => {
    const vain = points.flatMap(({ inVain = [] }) => inVain.filter(({ reason }) => reason === why));
    const times = vain.length === 1 ? "once" : `${vain.length} times`;
    return vain.length === 0 ? [] : [`${words}, and a round of a point was played again: ${times}.`];
  });
}

/** Equal lines once, with the points at which they hold. */
function grouped(record: SweepRecord, linesOf: (point: PointRecord) => readonly string[]): string[] {
  const found = record.points.flatMap((point) => [...new Set(linesOf(point))].map((line) => ({ line, point })));
  return [...groupBy(found, ({ line }) => line)].map(([line, those]) => {
    const where = those.map(({ point }) => point);
    return `${line} ${at(record, where)}`;
  });
}
