/** The folder of claims that are played: a folder for each with claim.json, and beside them what is rendered of all. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { counted } from "../counted.js";
import { PushbenchError } from "../errors.js";
import { intoFolder } from "../files/into-folder.js";
import { makeFolders } from "../files/output-folder.js";
import { replaceFile } from "../files/replace-file.js";
import { z } from "../schema.js";
import type { Claim } from "./read-claim.js";
import { CLAIMS_SCHEMA_VERSION, type ClaimRecord } from "./record.js";
import { verdicts } from "./verdict.js";

export const CLAIM_FILE = "claim.json";
export const CLAIMS_FILE = "claims.json";

/** As far as a run that goes on relies on it. */
const schema = z.looseObject({
  schemaVersion: z.literal(CLAIMS_SCHEMA_VERSION),
  id: z.string(),
  fingerprint: z.string(),
  quick: z.boolean(),
  workers: z.number().exactOptional(),
  pushbenchVersion: z.string(),
  state: z.enum(["running", "complete"]),
  verdict: z.enum(Object.keys(verdicts) as [keyof typeof verdicts]),
  measures: z.array(z.looseObject({ outcome: z.string() })),
});

/** What all claims of a folder have in common. */
type Circumstances = Pick<ClaimRecord, "quick" | "workers" | "pushbenchVersion">;

export class ClaimsFolder {
  readonly directory: string;
  readonly #of: Circumstances;

  constructor(directory: string, of: Circumstances) {
    this.directory = directory;
    this.#of = of;
  }

  of({ name }: Pick<Claim, "name">): string {
    return path.join(this.directory, name);
  }

  /** A quick run must not stand where evidence stood, nor a fleet's where one machine's did. Throws PushbenchError usage. */
  requireAlike(): void {
    const file = path.join(this.directory, CLAIMS_FILE);
    if (!existsSync(file)) return;
    const { quick, workers } = parsed(readFileSync(file, "utf8")) as { quick?: unknown; workers?: unknown };
    if (typeof quick !== "boolean") return;
    if (quick !== this.#of.quick)
      throw new PushbenchError("usage", `${this.directory} holds a run ${quick ? "with" : "without"} --quick.`, {
        hint: "Give this run another folder with --out: one is evidence and the other is not.",
      });
    if (workers === this.#of.workers) return;
    const who = typeof workers === "number" ? `${counted(workers, "worker")} of a fleet` : "one machine alone";
    throw new PushbenchError("usage", `${this.directory} holds what ${who} played.`, {
      hint: "Play as before, or give this run another folder with --out: the two cannot be compared.",
    });
  }

  /** What this release found of the same claim, or was finding when it was broken off. */
  read(claim: Pick<Claim, "name" | "fingerprint">): ClaimRecord | undefined {
    const file = path.join(this.of(claim), CLAIM_FILE);
    if (!existsSync(file)) return undefined;
    const found = schema.safeParse(parsed(readFileSync(file, "utf8")));
    if (!found.success) return undefined;
    const { fingerprint, ...of } = found.data;
    const isOfThis = (["quick", "workers", "pushbenchVersion"] as const).every((one) => of[one] === this.#of[one]);
    return isOfThis && fingerprint === claim.fingerprint ? (found.data as unknown as ClaimRecord) : undefined;
  }

  write(record: ClaimRecord): void {
    const folder = path.join(this.directory, record.name);
    const code = record.state === "running" ? "output-not-writable" : "output-lost";
    intoFolder(
      folder,
      () => {
        makeFolders(folder);
        replaceFile(path.join(folder, CLAIM_FILE), `${JSON.stringify(record, null, 1)}\n`);
      },
      code,
    );
  }

  writeBeside(files: readonly { file: string; text: string }[]): void {
    for (const { file, text } of files)
      intoFolder(this.directory, () => replaceFile(path.join(this.directory, file), text), "output-lost");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // torn or edited: it says nothing, and is written anew
  }
}
