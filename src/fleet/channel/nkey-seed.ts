/**
 * The seed of an nkey: the secret half of a pair of keys, by which a NATS server knows who connects without being told a secret. It is in
 * a file that others may not read, or in a variable, and never on a command line.
 */
import { PushbenchError } from "../../errors.js";
import { secretText } from "../../files/secret-file.js";
import type { Variables } from "../../remote/token.js";

export const NKEY_OPTION = "nats-nkey-file";
export const NKEY_VARIABLE = "PUSHBENCH_NATS_NKEY";

/** That of a user. Seeds of accounts and operators begin otherwise, and nobody connects with them. */
const SEED = /^SU[A-Z2-7]{56}$/;
const HOW_TO_MAKE =
  "It is a line of 58 characters that begins with SU, as nk -gen user prints it: (umask 077; nk -gen user > a.nk).";

/** `file` as --nats-nkey-file has it. Undefined: there is neither a file nor the variable. Throws PushbenchError usage. */
export function nkeySeed(file: string | undefined, cwd: string, env: Variables): string | undefined {
  if (file !== undefined) return seedIn(secretText(file, NKEY_OPTION, cwd), `--${NKEY_OPTION}`);
  const given = env[NKEY_VARIABLE];
  return given === undefined || given === "" ? undefined : seedIn(given, NKEY_VARIABLE);
}

/** The public key may stand beside it, and comments. `place` is named in the error. */
function seedIn(text: string, place: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const [seed, another] = lines.filter((line) => SEED.test(line));
  if (seed !== undefined && another === undefined) return seed;
  const fault = seed === undefined ? "no seed of a user's nkey is there" : "several seeds of nkeys are there";
  throw new PushbenchError("usage", `${place}: ${fault}.`, { hint: HOW_TO_MAKE });
}
