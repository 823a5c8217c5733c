/**
 * reports/history.ndjson has a line of JSON per gate run. Lines are appended and never rewritten, so that files of several machines
 * can be joined. Lines that are torn, foreign or of another version are reported and left out.
 */
import { appendFile, open } from "node:fs/promises";
import { dirname } from "node:path";
import { PushbenchError } from "../errors.js";
import { readNamedFile } from "../files/named-file.js";
import { makeFolders } from "../files/output-folder.js";
import { type GateReport, type GateUnit, type GateVerdict, gateVerdicts } from "../gate/gate-report.js";
import { medianOfHead } from "../reporters/gate/head-level.js";
import { z } from "../schema.js";

export const HISTORY_VERSION = 1;

const verdict = z.enum(Object.keys(gateVerdicts) as GateVerdict[]);
const units = ["ns", "bytes", "per-second", "ratio"] as const satisfies readonly GateUnit[];

const entrySchema = z.object({
  historyVersion: z.literal(HISTORY_VERSION),
  scenario: z.string(),
  /** ISO 8601, by the wall clock. */
  startedAt: z.iso.datetime(),
  head: z.object({ label: z.string(), ref: z.string().exactOptional() }),
  verdict,
  rounds: z.int().nonnegative(),
  machineFingerprint: z.string(),
  /** The machine in words for the reader. The fingerprint decides which runs belong together. */
  machine: z.string(),
  workloadFingerprint: z.string(),
  /** The medians of head. Metrics that were not measured are left out. */
  metrics: z.array(
    z.object({
      approach: z.string(),
      metric: z.string(),
      unit: z.enum(units),
      better: z.enum(["lower", "higher"]),
      head: z.number(),
      verdict,
    }),
  ),
});

export type HistoryEntry = z.infer<typeof entrySchema>;

export function historyEntry(report: GateReport): HistoryEntry {
  const { scenario, startedAt, head, verdict, rounds, machine, workloadFingerprint, checks } = report;
  return {
    historyVersion: HISTORY_VERSION,
    scenario,
    startedAt,
    head,
    verdict,
    rounds,
    machineFingerprint: machine.fingerprint,
    machine: inWords(machine),
    workloadFingerprint,
    metrics: checks.flatMap(({ approach, metric, unit, better, perRound, verdict }) => {
      const head = medianOfHead({ perRound });
      return head === undefined ? [] : [{ approach, metric, unit, better, head, verdict }];
    }),
  };
}

/** The lines of a fingerprint by which people tell machines apart. */
const TELLING_LINES = ["CPU", "logical CPUs", "Node", "workers"];

const inWords = ({ lines }: GateReport["machine"]): string =>
  lines
    .filter(([name]) => TELLING_LINES.includes(name))
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

/**
 * Throws PushbenchError output-lost, because the gate has been played. A torn last line of a run that was killed is ended
 * first.
 */
export async function appendHistory(file: string, report: GateReport): Promise<void> {
  try {
    makeFolders(dirname(file));
    const lineEnd = (await endsWithinLine(file)) ? "\n" : "";
    await appendFile(file, `${lineEnd}${JSON.stringify(historyEntry(report))}\n`);
  } catch (cause) {
    throw new PushbenchError("output-lost", `Cannot add to ${file}: ${(cause as Error).message}`, {
      hint: "Make its folder writable, or choose another file.",
      cause,
    });
  }
}

async function endsWithinLine(file: string): Promise<boolean> {
  const handle = await open(file, "a+");
  try {
    const { size } = await handle.stat();
    if (size === 0) return false;
    const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: size - 1 });
    return buffer.toString("latin1") !== "\n";
  } finally {
    await handle.close();
  }
}

export interface History {
  /** The oldest entry comes first. A run that is in the file twice counts once. */
  entries: HistoryEntry[];
  /** The lines that were left out, counted from 1, and the reasons. */
  problems: { line: number; message: string }[];
}

/** The history is undefined when there is no such file yet. Throws PushbenchError usage when the file cannot be read. */
export async function readHistory(file: string): Promise<History | undefined> {
  let text: string;
  try {
    text = await readNamedFile(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new PushbenchError("usage", `The history ${file} cannot be read: ${(cause as Error).message}`, {
      hint: "A history is a file of lines of JSON, to which gate runs add; choose it with --file.",
      cause,
    });
  }
  return parseHistory(text);
}

export function parseHistory(text: string): History {
  const entries = new Map<string, HistoryEntry>();
  const problems: History["problems"] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parsed = parseLine(line);
    if (typeof parsed === "string") problems.push({ line: i + 1, message: parsed });
    else entries.set(identityOf(parsed), parsed);
  }
  const sorted = [...entries.values()].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  return { entries: sorted, problems };
}

export const identityOf = ({ scenario, startedAt, machineFingerprint, workloadFingerprint }: HistoryEntry): string =>
  [scenario, startedAt, machineFingerprint, workloadFingerprint].join("\n");

/** Returns an entry, or what is wrong with the line. */
function parseLine(line: string): HistoryEntry | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "not JSON: torn, or not written by pushbench";
  }
  const version = (value as { historyVersion?: unknown } | null)?.historyVersion;
  if (version === undefined) return "not a line of a pushbench history";
  if (version !== HISTORY_VERSION)
    return `history version ${JSON.stringify(version)}, this pushbench reads ${HISTORY_VERSION}`;
  const parsed = entrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}
