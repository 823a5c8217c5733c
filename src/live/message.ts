/**
 * What is sent to a page that is open: first all that it shows, then what has changed. As text of `text/event-stream`, whose data has
 * no line breaks, because JSON has none.
 */
import { nsToMs } from "../units.js";
import { type Fragments, fragmentIds, fragmentsOf } from "./fragments.js";
import type { FinishedRound, LiveState } from "./live-state.js";
import type { Level } from "./round-figures.js";
import type { SlicePoint } from "./slice-points.js";

/** All that a page shows at a moment. */
export interface Shown {
  fragments: Fragments;
  /** Of each approach, the oldest first. */
  points: readonly (readonly SlicePoint[])[];
  finished: readonly FinishedRound[];
}

/** What the script of the page reads. `live.js` has the same types. */
export interface Message {
  html: Partial<Fragments>;
  /** Of each approach; after the first message those that came since. */
  points: PointNumbers[][];
  /** All of them, where one came since. */
  levels?: LevelNumbers[];
}
/** Null: it was not measured. */
export type PointNumbers = [
  atSeconds: number,
  delivered: number | null,
  due: number | null,
  p50Ms: number | null,
  p99Ms: number | null,
  isWarmUp: 0 | 1,
];
/** When the round had ended, in s, and of each approach the estimate, low and high end of p50 and p99 in ms. */
export interface LevelNumbers {
  atSeconds: number;
  p50Ms: LevelMs[];
  p99Ms: LevelMs[];
}
export type LevelMs = [estimate: number | null, low: number | null, high: number | null];

/** How soon a page whose connection broke asks again. */
const RETRY_MS = 1000;

export const shownOf = (state: LiveState): Shown => ({
  fragments: fragmentsOf(state),
  points: state.approaches.map(({ points }) => points),
  finished: state.finished,
});

export const wholeOf = ({ fragments, points, finished }: Shown): string =>
  eventText("whole", {
    html: fragments,
    points: points.map((all) => all.map(numbersOf)),
    levels: levelNumbers(finished),
  });

/** Undefined: nothing has changed. Where points are no longer those of before with others behind them, everything is sent. */
export function changeOf(before: Shown, after: Shown): string | undefined {
  const changed = fragmentIds.filter((id) => before.fragments[id] !== after.fragments[id]);
  const added = after.points.map((points, i) => addedTo(before.points[i], points));
  if (before.points.length !== after.points.length || added.includes(undefined)) return wholeOf(after);
  const hasNewRound = before.finished !== after.finished;
  if (changed.length === 0 && !hasNewRound && added.every((points) => points!.length === 0)) return undefined;
  return eventText("change", {
    html: Object.fromEntries(changed.map((id) => [id, after.fragments[id]])),
    points: added.map((points) => points!.map(numbersOf)),
    ...(hasNewRound && { levels: levelNumbers(after.finished) }),
  });
}

/** The last message: the page becomes this one. */
export const endOf = (html: string): string => `event: end\ndata: ${JSON.stringify(html)}\n\n`;

const eventText = (event: string, message: Message): string =>
  `event: ${event}\nretry: ${RETRY_MS}\ndata: ${JSON.stringify(message)}\n\n`;

function addedTo(
  before: readonly SlicePoint[] | undefined,
  after: readonly SlicePoint[],
): readonly SlicePoint[] | undefined {
  const known = before?.length ?? 0;
  const isContinued = known === 0 || (before![0] === after[0] && before!.at(-1) === after[known - 1]);
  return isContinued ? after.slice(known) : undefined;
}

/** Four digits are more than a chart can show. */
const short = (value: number | undefined): number | null => (value === undefined ? null : Number(value.toPrecision(4)));
const shortMs = (ns: number | undefined): number | null => short(ns === undefined ? undefined : nsToMs(ns));

const numbersOf = (point: SlicePoint): PointNumbers => [
  Math.round(point.atMs) / 1e3,
  short(point.deliveriesPerSecond),
  short(point.duePerSecond),
  shortMs(point.latencyP50Ns),
  shortMs(point.latencyP99Ns),
  point.isWarmUp ? 1 : 0,
];

/** Rounds of another bench have no place in time here. */
const levelNumbers = (finished: readonly FinishedRound[]): LevelNumbers[] =>
  finished.flatMap(({ atMs, levels }) =>
    atMs === undefined
      ? []
      : [
          {
            atSeconds: Math.round(atMs) / 1e3,
            p50Ms: levels.map(({ latencyP50Ns }) => levelMs(latencyP50Ns)),
            p99Ms: levels.map(({ latencyP99Ns }) => levelMs(latencyP99Ns)),
          },
        ],
  );

const levelMs = (level: Level | undefined): LevelMs => [
  shortMs(level?.estimate),
  shortMs(level?.low),
  shortMs(level?.high),
];
