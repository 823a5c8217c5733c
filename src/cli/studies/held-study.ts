/** A study that was broken off and goes on: as it began, with the release that began it, in its own folder. */
import path from "node:path";
import { PushbenchError } from "../../errors.js";
import { claimFolder, type OutputFolder } from "../../files/output-folder.js";
import { list } from "../../reporters/markdown/words.js";
import { readStudy } from "../../studies/study-file.js";
import type { StudyRecord } from "../../studies/study-record.js";
import type { Environment } from "../environment.js";

export interface HeldStudy<Kind extends StudyRecord> {
  record: Kind;
  folder: OutputFolder;
}

export interface PlayedStudy {
  /** Why it did not complete. What was played is kept. */
  failure: PushbenchError | undefined;
  /** False on a full disk. */
  isWritten: boolean;
}

/** Throws PushbenchError usage unless exactly one of the two was given. */
export function requireOneSource({ scenario, resume }: { scenario: unknown; resume: unknown }): void {
  if ((scenario === undefined) !== (resume === undefined)) return;
  throw new PushbenchError("usage", "Either --scenario or --resume is required, and not both.", {
    hint: "A study that goes on has its scenario in its study.json.",
  });
}

/** What is played was decided when the study began. `others` are the options that may be given nevertheless. */
export function refuseOthers(asked: Record<string, unknown>, others: readonly string[]): void {
  const given = Object.entries(asked)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name]) => `--${name}`);
  if (given.length === 0) return;
  const allowed = others.map((name) => `--${name}`);
  throw new PushbenchError("usage", `${given.join(", ")} cannot be changed any more: --resume goes on as it began.`, {
    hint: `Only ${list(allowed)} ${allowed.length === 1 ? "goes" : "go"} with --resume.`,
  });
}

/** Throws PushbenchError where the study cannot be gone on with as it began. */
export async function heldAgain<Kind extends StudyRecord>(
  { cwd }: Pick<Environment, "cwd">,
  resume: string,
  { pushbenchVersion, parse }: { pushbenchVersion: string; parse: (text: string, file: string) => Kind },
): Promise<HeldStudy<Kind>> {
  const directory = path.resolve(cwd, resume);
  const record = await readStudy(directory, parse);
  if (record.pushbenchVersion !== pushbenchVersion) {
    throw new PushbenchError(
      "study-invalid",
      `pushbench ${record.pushbenchVersion} began the study, and this is ${pushbenchVersion}: their benches may not be alike.`,
      { hint: "Go on with that release, or begin a new study." },
    );
  }
  return { record, folder: claimFolder(directory) };
}
