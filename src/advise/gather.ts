/** Looks through a folder for everything that advice can be made from. A file that cannot be read is told, and stops nothing. */
import { parseResult } from "../reporters/read-result.js";
import type { Machine } from "../result/machine.js";
import { reasonOf } from "../serve/card.js";
import { type Entry, idOf } from "../serve/entry.js";
import { readEntry } from "../serve/read-entry.js";
import { findEntries } from "../serve/walk.js";
import { parseCapacity } from "../studies/capacity/study-schema.js";
import { parseSweep } from "../studies/sweep/sweep-schema.js";
import type { CapacityEvidence } from "./capacity.js";
import type { Evidence } from "./evidence.js";
import { evidenceOfCapacity, evidenceOfResult, evidenceOfSweep, type ReasonToLeaveOut } from "./from-records.js";

export interface Gathered {
  evidence: Evidence[];
  capacities: CapacityEvidence[];
  leftOut: { file: string; reason: ReasonToLeaveOut }[];
  unreadable: { file: string; message: string }[];
  /** There was more than is looked at. */
  isCut: boolean;
}

export const nothing: Gathered = { evidence: [], capacities: [], leftOut: [], unreadable: [], isCut: false };

/** `root` has no link in its path (rootOf of serve/walk.ts); `here` is this machine; `prefix` stands before the files' names. */
export async function gather(root: string, here: Machine, prefix = ""): Promise<Gathered> {
  const { entries, isCut } = await findEntries(root);
  const gathered: Gathered = { evidence: [], capacities: [], leftOut: [], unreadable: [], isCut };
  // One after another: a result has some MB, and only what is left of it is kept
  for (const entry of entries.filter(isAsked).sort(byName)) {
    const file = `${prefix}${idOf(entry)}`;
    try {
      const found = await evidenceOf(root, entry, file, here);
      if (typeof found === "string") gathered.leftOut.push({ file, reason: found });
      else if (Array.isArray(found)) gathered.evidence.push(...found);
      else gathered.capacities.push(found);
    } catch (error) {
      gathered.unreadable.push({ file, message: reasonOf(error) });
    }
  }
  return gathered;
}

/** The points of a study are within the study's own record. */
const isAsked = ({ file, isPart }: Entry): boolean => !isPart && file !== "gate.json";

const byName = (one: Entry, other: Entry): number => (idOf(one) < idOf(other) ? -1 : 1);

async function evidenceOf(
  root: string,
  entry: Entry,
  file: string,
  here: Machine,
): Promise<Evidence[] | CapacityEvidence | ReasonToLeaveOut> {
  const text = new TextDecoder().decode(await readEntry(root, entry));
  if (entry.file === "result.json") return evidenceOfResult(parseResult(text, file), file, here);
  const { study } = JSON.parse(text) as { study?: unknown };
  return study === "capacity"
    ? evidenceOfCapacity(parseCapacity(text, file), file, here)
    : evidenceOfSweep(parseSweep(text, file), file, here);
}
