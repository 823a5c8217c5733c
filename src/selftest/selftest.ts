/**
 * The self-test. It measures services with known behaviour, and puts a tap on the wire of the reference services; all are
 * measured as any service is.
 */
import { scratchFolder } from "../files/scratch-folder.js";
import { counts } from "./studies/counts.js";
import { delays } from "./studies/delays.js";
import { freezes } from "./studies/freezes.js";
import { wire } from "./studies/wire.js";
import { runStudy, type Study, type StudyRequest } from "./study.js";
import { type StudyRow, skippedRow } from "./study-row.js";
import { buildTap, type Tap } from "./tap/build.js";

/** Long enough for 2 % on a machine that has other things to do, short enough for a minute and a half in all. */
export const studies: readonly Study[] = [
  counts(1, 1),
  freezes({ everyMs: 2_000, forMs: 1_200 }, 6),
  delays({ warmUpSeconds: 0.1, measureSeconds: 2, sliceSeconds: 1, drainSeconds: 5 }),
  wire({ flow: "ingest", eventsPerSecond: 200, measureSeconds: 1 }),
  wire({ flow: "broadcast", eventsPerSecond: 100, measureSeconds: 1 }),
  wire({ flow: "relay", eventsPerSecond: 200, measureSeconds: 1 }),
  wire({ flow: "ingest", measureSeconds: 0.5 }),
];

/** The number is odd, so that there is an attempt in the middle. */
const MOST_ATTEMPTS = 3;

export interface SelftestRequest extends Omit<StudyRequest, "tap"> {
  onStudy: (name: string, attempt: number) => void;
  /** The studies to run; by default all. */
  only?: readonly Study[];
  /** How often a study is measured in all when times are missed. */
  mostAttempts?: number;
  /** Makes the tap in this folder, or says why there is none. */
  makeTap?: (folder: string) => Promise<Tap>;
}

/** `attempts` is how often it was measured. With more than one, the row is the attempt in the middle. */
export type SelftestRow = StudyRow & { attempts: number };

export async function runSelftest({
  onStudy,
  only = studies,
  mostAttempts = MOST_ATTEMPTS,
  makeTap = buildTap,
  ...request
}: SelftestRequest): Promise<SelftestRow[]> {
  const folder = scratchFolder("tap");
  try {
    const tap = await makeTap(folder.path);
    const rows: SelftestRow[] = [];
    for (const study of only) {
      if (study.isTapped && "missing" in tap) rows.push({ ...skippedRow(study.name, tap.missing), attempts: 0 });
      else {
        const asked = { ...request, tap: "program" in tap ? tap.program : undefined };
        rows.push(...(await rowsOf(study, asked, mostAttempts, onStudy)));
      }
    }
    return rows;
  } finally {
    folder.remove();
  }
}

async function rowsOf(
  study: Study,
  request: StudyRequest,
  mostAttempts: number,
  onStudy: SelftestRequest["onStudy"],
): Promise<SelftestRow[]> {
  const attempts: StudyRow[][] = [];
  do {
    onStudy(study.name, attempts.length + 1);
    attempts.push(await runStudy(study, request));
  } while (attempts.length < mostAttempts && worthRepeating(attempts[0]!));
  return inTheMiddle(attempts);
}

/** Other work on the machine changes times, but loses no event and no byte. So what must be exact has one attempt. */
export function worthRepeating(rows: readonly StudyRow[]): boolean {
  const missed = rows.filter(({ met }) => !met);
  return missed.length > 0 && missed.every(({ band }) => band !== "exact");
}

/**
 * Takes the attempt with the middle error of each line, with its sign. So a machine that stood still for a moment in one attempt does
 * not count, but a harness that is always wrong in one direction does. A miscount in any attempt counts.
 */
export function inTheMiddle(attempts: readonly (readonly StudyRow[])[]): SelftestRow[] {
  return attempts[0]!.map((_, line) => {
    const tries = attempts.map((rows) => rows[line]!);
    const byError = tries.toSorted((a, b) => a.value - a.expected - (b.value - b.expected));
    const miscount = tries.find(({ band, met }) => band === "exact" && !met);
    return { ...(miscount ?? byError[(tries.length - 1) >> 1]!), attempts: tries.length };
  });
}
