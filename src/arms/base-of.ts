/** The base that the command line names, ready to be played against. */
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { readNamedFile } from "../files/named-file.js";
import { parseBaseline } from "../gate/baseline.js";
import type { GateArm } from "../gate/gate-report.js";
import type { ApproachRecord } from "../result/result.js";
import { type BaseRequest, prepareBase } from "./checkout.js";
import type { Against } from "./play.js";
import { requireProtocol } from "./version.js";

/** Exactly one of the first three is given. */
export interface BaseWanted {
  against: string | undefined;
  baseCommand: string | undefined;
  baseline: string | undefined;
  control: boolean;
  allowMismatch: boolean;
}

export interface ReadyBase {
  against: Against;
  arm: GateArm;
  /** Removes what was put on disk for it. */
  remove(): void;
}

/** Throws PushbenchError base-…, baseline-… or interrupted; then nothing stays on disk. */
export async function baseOf(
  { against, baseCommand, baseline, control, allowMismatch }: BaseWanted,
  { ownNumber, approaches }: { ownNumber: string; approaches: readonly ApproachRecord[] },
  place: Omit<BaseRequest, "against">,
): Promise<ReadyBase> {
  if (baseCommand !== undefined) return { against: { control }, arm: { label: baseCommand }, remove: () => {} };
  if (against === undefined) return stored(path.resolve(place.cwd, baseline!), allowMismatch);
  const base = await prepareBase({ ...place, against });
  try {
    await requireProtocol(base, { number: ownNumber, encrypted: encryptedOf(approaches) }, place.signal);
  } catch (error) {
    base.remove();
    throw error;
  }
  const { label, ref } = base;
  return { against: { base, control }, arm: { label, ...(ref !== undefined && { ref }) }, remove: base.remove };
}

/** Services of the user's own are the same for both arms, and no service of the base has to do with them. */
const encryptedOf = (approaches: readonly ApproachRecord[]): string[] =>
  approaches.filter(({ service, config }) => service === undefined && config.tls).map(({ name }) => name);

async function stored(file: string, allowMismatch: boolean): Promise<ReadyBase> {
  let text: string;
  try {
    text = await readNamedFile(file);
  } catch (cause) {
    throw new PushbenchError("baseline-not-found", `${file} cannot be read: ${(cause as Error).message}`, {
      hint: "Write it with --update.",
      cause,
    });
  }
  const baseline = parseBaseline(text, file);
  const { startedAt, ref } = baseline;
  const arm = { label: `stored baseline of ${startedAt.slice(0, 10)}`, ...(ref !== undefined && { ref }) };
  return { against: { baseline, allowMismatch }, arm, remove: () => {} };
}
