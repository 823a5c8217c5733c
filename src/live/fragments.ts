/**
 * The parts of the live page that change, as HTML, by the ids of the elements that hold them. Whoever loads the page gets them in it,
 * and its script puts newer ones in their places, so they are written once and here. Every text from outside is escaped.
 */
import { curveSign } from "../reporters/charts/legend.js";
import { lookOf } from "../reporters/charts/look.js";
import { tableOfFigures } from "../reporters/figures/table.js";
import {
  clockText,
  count,
  duration,
  marked,
  markNotes,
  number,
  percent,
  perSecond,
  time,
  UNKNOWN,
  within,
} from "../reporters/format.js";
import { htmlOf } from "../reporters/html/from-markdown.js";
import { escaped, htmlTable, tag } from "../reporters/html/tag.js";
import type { Verdict } from "../result/result.js";
import { MS_PER_MINUTE, msToNs } from "../units.js";
import type { LiveApproach, LiveState } from "./live-state.js";
import { type Level, type Levels, type ShownFigure, shownFigures } from "./round-figures.js";
import { doneRatioOf, timeLeftMs } from "./time-left.js";

export const fragmentIds = ["status", "legend", "now", "hosts", "so-far", "by-round", "study", "log"] as const;
export type Fragments = Record<(typeof fragmentIds)[number], string>;

export const fragmentsOf = (state: LiveState): Fragments => ({
  status: status(state),
  legend: legend(state),
  now: now(state),
  hosts: hosts(state),
  "so-far": soFar(state),
  "by-round": byRound(state),
  study: study(state),
  log: log(state),
});

function status(state: LiveState): string {
  const { round, rounds, stage, study } = state;
  const done = doneRatioOf(state);
  const leftMs = timeLeftMs(state);
  // A bench of a study has one round, and the study's point says which of its own that is
  const where = study !== undefined ? "The bench" : round === 0 ? "The run" : `Round ${round} of ${rounds}`;
  const left = leftMs === undefined ? "" : ` About ${timeText(leftMs)} left.`;
  return [
    ...(study === undefined ? [] : [tag("p", {}, "In play: ", tag("strong", {}, escaped(study.point)))]),
    tag("p", {}, tag("strong", {}, escaped(where)), ` ${escaped(stage)}.${left}`),
    ...(done === undefined
      ? []
      : [
          tag(
            "progress",
            { max: "1", value: done.toFixed(3), "aria-label": "How much is played" },
            `${Math.floor(done * 100)} %`,
          ),
        ]),
  ].join("");
}

function timeText(ms: number): string {
  if (ms < 1.5 * MS_PER_MINUTE) return `${Math.ceil(ms / 1e3)} s`;
  const minutes = Math.ceil(ms / MS_PER_MINUTE);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** The charts take colours and marks from here. */
function legend({ approaches }: LiveState): string {
  const entries = approaches.map(({ label }, place) => {
    const attributes = { class: "chart sign", viewBox: "0 0 22 14", width: "22", height: "14", "aria-hidden": "true" };
    return tag("li", {}, tag("svg", attributes, ...curveSign(lookOf(place))(11, 7)), " ", escaped(label));
  });
  return tag("ul", { class: "legend" }, ...entries);
}

function now({ approaches }: LiveState): string {
  if (approaches.length === 0) return nothingYet("The first approach has not had its turn yet.");
  const rows = approaches.map((approach) => [escaped(approach.label), ...lastTurn(approach)]);
  const header = ["approach", "what it was", "deliveries", "asked for", "p50", "p99", "generator CPU"];
  return htmlTable(header, rows, "The last slice of each approach");
}

function lastTurn({ points }: LiveApproach): string[] {
  const last = points.at(-1);
  if (last === undefined) return ["no turn yet", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN];
  const { isWarmUp, deliveriesPerSecond, duePerSecond, latencyP50Ns, latencyP99Ns, generatorCpuRatio } = last;
  return [
    isWarmUp ? "warm-up" : "measured",
    perSecond(deliveriesPerSecond),
    perSecond(duePerSecond),
    duration(latencyP50Ns),
    duration(latencyP99Ns),
    percent(generatorCpuRatio),
  ];
}

/** Empty where this machine's generators play. */
function hosts({ hosts }: LiveState): string {
  if (hosts.length === 0) return "";
  const rows = hosts.map(({ worker, host, clients, services, state, connected, clockBoundNs }) => [
    tag("code", {}, escaped(worker)),
    escaped(host),
    services ? "the services" : count(clients),
    connected === undefined ? state : `${count(connected)} of ${count(clients)} connected`,
    clockBoundNs === undefined ? UNKNOWN : clockText(clockBoundNs),
  ]);
  const header = ["worker", "host", "clients", "state", "clock within"];
  return tag("section", {}, tag("h2", {}, "Hosts"), htmlTable(header, rows, "Who plays"));
}

function soFar({ approaches, finished, ratios }: LiveState): string {
  const last = finished.at(-1);
  if (last === undefined) return nothingYet("No round has ended yet.");
  const shown = shownFigures.filter((name) => last.levels.some((levels) => levels[name] !== undefined));
  const verdicts = approaches.map(({ label }) => worstOf(finished.map(({ figures }) => verdictIn(figures, label))));
  const header = ["approach", ...shown.map((name) => tableOfFigures[name].label)];
  const levels = approaches.map(({ label }, i) => [
    escaped(marked(label, verdicts[i])),
    ...shown.map((name) => levelText(last.levels[i]![name], tableOfFigures[name].format)),
  ]);
  const quotients = ratios.map(({ approach, divisor, levels }) => [
    escaped(`${approach} ÷ ${divisor}`),
    ...shown.map((name) => levelText(levels[name], (ratio) => `${number(ratio)}×`)),
  ]);
  const rounds = `over ${finished.length} round${finished.length === 1 ? "" : "s"}`;
  const interval =
    finished.length < 6
      ? "From 6 rounds on there is an interval; until then nothing can be told apart."
      : "In brackets the 95 % interval of each by itself. An interval that holds 1× shows no difference, and a run that is looked at until it says something will say something: only the report decides.";
  return [
    htmlTable(header, [...levels, ...quotients], "What the rounds show so far"),
    tag("p", { class: "quiet" }, escaped(`The middle of each figure ${rounds}. ${interval}`)),
    ...markNotes(verdicts).map((note) => tag("p", { class: "quiet" }, escaped(note))),
  ].join("");
}

const levelText = (level: Level | undefined, format: (value: number) => string): string => {
  if (level === undefined) return UNKNOWN;
  const { estimate, low, high } = level;
  return escaped(within(format, estimate, low === undefined || high === undefined ? undefined : { low, high }));
};

const verdictIn = (figures: LiveState["finished"][number]["figures"], label: string): Verdict | undefined =>
  figures.find(({ approach }) => approach === label)?.verdict;

/** Those with a mark first. */
const worstOf = (found: readonly (Verdict | undefined)[]): Verdict | undefined =>
  found.find((verdict) => marked("", verdict) !== "") ?? found.at(-1);

/** The numbers behind the lines of the charts. */
function byRound({ approaches, finished }: LiveState): string {
  if (finished.length === 0) return nothingYet("No round has ended yet.");
  const names: readonly ShownFigure[] = shownFigures;
  const shown = names.filter((name) => finished.some(({ figures }) => figures.some((one) => one[name] !== undefined)));
  const rows = finished.flatMap(({ figures, levels }, i) =>
    approaches.map(({ label }, place) => {
      const its = figures.find(({ approach }) => approach === label);
      return [
        String(i + 1),
        escaped(label),
        ...shown.map((name) => escaped(tableOfFigures[name].format(its?.[name]))),
        ...shown.map((name) => levelText((levels[place] as Levels)[name], tableOfFigures[name].format)),
      ];
    }),
  );
  const labels = shown.map((name) => tableOfFigures[name].label);
  const header = ["round", "approach", ...labels, ...labels.map((label) => `${label}, all rounds until then`)];
  return htmlTable(header, rows.slice(-MOST_ROWS), "By round");
}
const MOST_ROWS = 200;

function study({ study }: LiveState): string {
  if (study === undefined) return "";
  const { finished, answer } = study;
  return [
    answer === undefined ? "" : htmlOf(answer, { plain: escaped, caption: "The answer so far" }),
    finished.length === 0
      ? nothingYet("No point has been played yet.")
      : tag("ul", {}, ...finished.map((text) => tag("li", {}, escaped(text)))),
  ].join("");
}

function log({ log }: LiveState): string {
  if (log.entries.length === 0) return nothingYet("Nothing so far.");
  const entries = log.entries.map(({ atMs, approach, text }) =>
    tag(
      "li",
      {},
      tag("span", { class: "quiet" }, `${time(msToNs(atMs))}: `),
      ...(approach === undefined ? [] : [tag("code", {}, escaped(approach)), " "]),
      escaped(text),
    ),
  );
  const more = log.more === 0 ? "" : tag("p", { class: "quiet" }, `… and ${log.more} more.`);
  return tag("ul", {}, ...entries) + more;
}

const nothingYet = (text: string): string => tag("p", { class: "quiet" }, escaped(text));
