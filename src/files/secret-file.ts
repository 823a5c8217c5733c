/** A file with a secret: who may read it has what the secret is for, and who may change it decides who else has. */
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";

/** Who is neither the owner nor of the group. A group may read: Kubernetes mounts Secrets so. */
const OTHERS = 0o007;

/** `option` is the one that named the file. Throws PushbenchError usage, where every user of the machine may read it as well. */
export function secretText(file: string, option: string, cwd: string): string {
  const resolved = path.resolve(cwd, file);
  let opened: number | undefined;
  try {
    opened = openSync(resolved, "r");
    if ((fstatSync(opened).mode & OTHERS) === 0) return readFileSync(opened, "utf8");
  } catch (cause) {
    const message = `--${option}: ${resolved} cannot be read: ${(cause as Error).message}`;
    throw new PushbenchError("usage", message, { cause });
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
  throw new PushbenchError("usage", `--${option}: every user of this machine may read or change ${resolved}.`, {
    hint: `Keep it for yourself: chmod 600 ${resolved}. If somebody may have read it, make a new one.`,
  });
}
