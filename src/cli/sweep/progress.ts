/** What a running sweep shows: how long it takes, a line per cell, and on a terminal a live one of the cell that is being played. */
import { counted } from "../../counted.js";
import { duration } from "../../reporters/format.js";
import { pointText } from "../../studies/sweep/axis.js";
import { courseOf, type SweepEvent, type SweepListener } from "../../studies/sweep/play.js";
import type { PointFigures, SweepRecord } from "../../studies/sweep/record.js";
import { guessedSeconds, secondsLeft } from "../../studies/sweep/time.js";
import type { Output } from "../environment.js";
import { fitting } from "../progress.js";

const CLEAR_LINE = "\r\x1b[2K";

export interface SweepProgress {
  /** Says what will be played, and about how long it takes. */
  begin(record: SweepRecord): void;
  listener: SweepListener;
  /** Removes the live line. It must be called before anything else is printed. */
  end(): void;
}

export const sweepProgress = (output: Output, json: boolean): SweepProgress =>
  json ? jsonLines(output) : textLines(output);

interface Estimate {
  points: number;
  rounds: number;
  /** How many cells are left to play, and about how long they take. */
  cells: number;
  seconds: number;
}

function estimateOf(record: SweepRecord): Estimate {
  const left = courseOf(record).left();
  const guesses = left.map(({ point }) => guessedSeconds(record.points[point - 1]!.plan!));
  const { points, question } = record;
  return { points: points.length, rounds: question.rounds, cells: left.length, seconds: secondsLeft([], guesses) };
}

function textLines(output: Output): SweepProgress {
  const clear = (): void => {
    if (output.isTTY) output.write(CLEAR_LINE);
  };
  return {
    begin(record) {
      const { points, rounds, cells, seconds } = estimateOf(record);
      const isPart = cells < points * rounds ? `, ${cells} of them left to play` : "";
      output.write(
        `${counted(points, "point")} × ${counted(rounds, "round")} = ${counted(points * rounds, "bench", "benches")} of one round${isPart}: about ${timeText(seconds)}\n`,
      );
    },
    listener(event) {
      clear();
      if (event.type === "cell-finished") output.write(`${fitting(finishedParts(event), output.columns)}\n`);
      else if (output.isTTY) output.write(startedLine(event).slice(0, output.columns - 1));
    },
    end: clear,
  };
}

type Started = Extract<SweepEvent, { type: "cell-started" }>;
type Finished = Extract<SweepEvent, { type: "cell-finished" }>;

function startedLine({ cell, point, record, leftSeconds }: Started): string {
  const where = pointText(record.question.axes, point.at);
  return `round ${cell.round}/${record.question.rounds}  ${where}  …  ${timeText(leftSeconds)} left`;
}

const finishedParts = (event: Finished): string[] => [
  ...cellParts(event),
  ...(event.leftSeconds > 0 ? [`${timeText(event.leftSeconds)} left`] : []),
];

/** Which cell it was, and what it showed. */
export function cellParts({ cell, point, record }: Finished): string[] {
  const { axes, rounds } = record.question;
  const where = [`round ${cell.round}/${rounds}`, pointText(axes, point.at)];
  if ("reason" in cell) return [...where, vainWords[cell.reason], cell.message];
  return [...where, ...cell.approaches.map(figuresText)];
}

const vainWords = {
  disturbed: "is played again",
  late: "is played again",
  "broke-off": "broke off",
  "service-died": "goes on without that service",
};

function figuresText({ approach, verdict, cpuNsPerSecond, latencyP50Ns }: PointFigures): string {
  const figures = `CPU ${duration(cpuNsPerSecond)}/s, p50 ${duration(latencyP50Ns)}`;
  return `${approach}: ${verdict === "not-saturated" ? figures : `${figures}, ${verdict}`}`;
}

function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** Like the lines of a bench: a type, and what belongs to it. */
function jsonLines(output: Output): SweepProgress {
  const line = (value: object) => output.write(`${JSON.stringify(value)}\n`);
  return {
    begin: (record) => line({ type: "estimate", ...estimateOf(record) }),
    listener(event) {
      if (event.type !== "cell-finished") return;
      const { point, cell, leftSeconds } = event;
      line({ type: "cell", point: point.number, at: point.at, ...cell, leftSeconds: Math.round(leftSeconds) });
    },
    end() {},
  };
}
