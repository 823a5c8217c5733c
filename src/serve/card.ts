/** What a list says of an entry, from the beginning of its file. Nothing in the file is trusted to be what it should be. */
import { PushbenchError } from "../errors.js";
import { parseGateReport } from "../gate/gate-schema.js";
import { addressOf, labelOf, RESULT_SCHEMA_VERSION } from "../result/result.js";
import { z } from "../schema.js";
import { type Card, type Entry, idOf, type Kind } from "./entry.js";

const machine = z.looseObject({ cpuModel: z.string(), cpuCount: z.number() });
const approaches = z.array(z.looseObject({ name: z.string(), arm: z.string().optional() }));
const states = z.enum(["running", "complete", "interrupted", "failed"]);

const resultHead = z.looseObject({
  schemaVersion: z.literal(RESULT_SCHEMA_VERSION),
  pushbenchVersion: z.string(),
  state: states,
  startedAt: z.iso.datetime(),
  quick: z.boolean(),
  scenario: z.looseObject({ name: z.string(), title: z.string() }),
  approaches,
  machine,
});

const studyHead = z.looseObject({
  study: z.enum(["sweep", "capacity"]),
  pushbenchVersion: z.string(),
  state: states,
  startedAt: z.iso.datetime(),
  question: z.looseObject({
    scenario: z.looseObject({ name: z.string(), title: z.string(), approaches }),
    axes: z.array(z.looseObject({ path: z.string() })).optional(),
  }),
  machine: machine.optional(),
});

/** Undefined where the file is not as it should be: whoever reads all of it knows why. */
export function cardOfResult(entry: Entry, head: unknown): Card | undefined {
  const { data } = resultHead.safeParse(head);
  if (data === undefined) return undefined;
  return {
    entry,
    kind: entry.isPart ? "part" : "run",
    title: data.scenario.title,
    scenario: data.scenario.name,
    approaches: data.approaches.map(({ name, arm }) => labelOf(addressOf({ name, arm }))),
    startedAt: data.startedAt,
    state: data.state,
    isQuick: data.quick,
    machine: machineText(data.machine),
    release: data.pushbenchVersion,
  };
}

export function cardOfStudy(entry: Entry, record: unknown): Card | undefined {
  const { data } = studyHead.safeParse(record);
  if (data === undefined) return undefined;
  const { scenario, axes = [] } = data.question;
  const what = axes.length === 0 ? data.study : `${data.study} over ${axes.map(({ path }) => path).join(", ")}`;
  return {
    entry,
    kind: data.study,
    title: `${scenario.title}: ${what}`,
    scenario: scenario.name,
    approaches: scenario.approaches.map(({ name }) => name),
    startedAt: data.startedAt,
    state: data.state,
    isQuick: false,
    machine: data.machine === undefined ? "" : machineText(data.machine),
    release: data.pushbenchVersion,
  };
}

/** Throws PushbenchError. */
export function cardOfGate(entry: Entry, text: string): Card {
  const report = parseGateReport(text, idOf(entry));
  const { scenario, head, base, startedAt, verdict, machine: found } = report;
  const line = (name: string): string => found.lines.find(([one]) => one === name)?.[1] ?? "";
  return {
    entry,
    kind: "gate",
    title: `${scenario}: ${head.label} against ${base.label}`,
    scenario,
    approaches: [...new Set(report.checks.map(({ approach }) => approach))].filter((name) => !name.includes(" / ")),
    startedAt,
    state: verdict,
    isQuick: false,
    machine: line("CPU"),
    release: "",
  };
}

/** No date is later. */
const LAST_MS = 8.64e15;

/** Of a file that no page can be made of. */
export function cardOfProblem(entry: Entry, error: unknown): Card {
  const kind: Kind = "unreadable";
  const startedAt = new Date(Math.min(Math.max(entry.changedMs, 0), LAST_MS)).toISOString();
  const nothing = { scenario: "", approaches: [], isQuick: false, machine: "", release: "" };
  return { ...nothing, entry, kind, title: idOf(entry), startedAt, state: "cannot be read", problem: reasonOf(error) };
}

/** In one sentence or two, with the first of the problems. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [first] = error instanceof PushbenchError ? error.problems : [];
  return first === undefined ? error.message : `${error.message}: ${first.at} ${first.message}`;
}

const machineText = ({ cpuModel, cpuCount }: { cpuModel: string; cpuCount: number }): string =>
  `${cpuModel}, ${cpuCount} logical`;
