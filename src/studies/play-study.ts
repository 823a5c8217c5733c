/** How every study is played: what became of it is kept in its record, however it ends. */
import { failureOf } from "../bench/failure.js";
import { PushbenchError } from "../errors.js";
import { differingLines, machineFingerprint } from "../gate/fingerprint.js";
import type { Machine } from "../result/machine.js";
import type { StudyRecord } from "./study-record.js";

export interface StudyPlay {
  /** It is changed as the study goes on. */
  record: StudyRecord;
  /** Writes the record as it is now. */
  keep(): void;
  /** Plays all that is left to play, and keeps it bench by bench. */
  play(): Promise<void>;
}

/** Resolves with the reason why the study did not complete, if it did not. */
export async function playStudy({ record, keep, play }: StudyPlay): Promise<PushbenchError | undefined> {
  const end = (state: StudyRecord["state"]): void => {
    record.state = state;
    record.endedAt = new Date().toISOString();
    keep();
  };
  delete record.failure;
  record.state = "running";
  keep();
  try {
    await play();
    end("complete");
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    record.failure = {
      code: failure?.code ?? "defect",
      message: error instanceof Error ? error.message : String(error),
    };
    try {
      end(failure?.code === "interrupted" ? "interrupted" : "failed");
    } catch {} // a full disk must not hide what happened before
    if (failure === undefined) throw error; // the command line shows its stack
    return failure;
  }
}

/** Benches of two machines, or of two versions of Node, have no answer in common. Throws PushbenchError study-invalid. */
export function requireSameMachine({ machine }: Pick<StudyRecord, "machine">, now: Machine): void {
  if (machine === undefined) return;
  const differing = differingLines(machineFingerprint(machine), machineFingerprint(now));
  if (differing.length === 0) return;
  throw new PushbenchError(
    "study-invalid",
    "The study began on another machine, or on the same one otherwise set up.",
    {
      problems: differing.map(({ name, base, head }) => ({ at: name, message: `was ${base} and is ${head}` })),
      hint: "Begin a new study here.",
    },
  );
}
