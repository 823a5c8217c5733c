/** The self-test: services whose behaviour is known, measured as any service is. */
import type { Row } from "./row.js";
import { counts } from "./studies/counts.js";
import { delays } from "./studies/delays.js";
import { freezes } from "./studies/freezes.js";
import { runStudy, type Study, type StudyRequest } from "./study.js";

/** Long enough for 2 % on a machine that has other things to do, short enough for a minute in all. */
const studies: readonly Study[] = [
  counts(1, 1),
  freezes({ everyMs: 2_000, forMs: 1_200 }, 6),
  delays({ warmUpSeconds: 0.1, measureSeconds: 2, sliceSeconds: 1, drainSeconds: 5 }),
];

/** When times are missed, a study is measured this often in all. */
const MOST_ATTEMPTS = 3;

export interface SelftestRequest extends StudyRequest {
  onStudy: (name: string, attempt: number) => void;
}

/** `attempts`: how often it was measured. With more than one, it is the attempt in the middle. */
export type SelftestRow = Row & { attempts: number };

export async function runSelftest({ onStudy, ...request }: SelftestRequest): Promise<SelftestRow[]> {
  const rows: SelftestRow[] = [];
  for (const study of studies) {
    const attempts: Row[][] = [];
    do {
      onStudy(study.name, attempts.length + 1);
      attempts.push(await runStudy(study, request));
    } while (attempts.length < MOST_ATTEMPTS && worthRepeating(attempts[0]!));
    rows.push(...inTheMiddle(attempts));
  }
  return rows;
}

/** Other work on the machine moves times. It loses no event and no byte: what must be exact has one attempt. */
export function worthRepeating(rows: readonly Row[]): boolean {
  const missed = rows.filter(({ met }) => !met);
  return missed.length > 0 && missed.every(({ band }) => band !== "exact");
}

/**
 * Of each line the attempt with the middle error, sign and all: a machine that stood still for a moment in one of them
 * does not count, a harness that is always wrong in one direction does. A miscount in any attempt counts.
 */
export function inTheMiddle(attempts: readonly (readonly Row[])[]): SelftestRow[] {
  return attempts[0]!.map((_, line) => {
    const tries = attempts.map((rows) => rows[line]!);
    const byError = tries.toSorted((a, b) => a.value - a.expected - (b.value - b.expected));
    const miscount = tries.find(({ band, met }) => band === "exact" && !met);
    return { ...(miscount ?? byError[(tries.length - 1) >> 1]!), attempts: tries.length };
  });
}
