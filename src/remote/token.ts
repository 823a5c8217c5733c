/**
 * The token by which a target proves that it is the user's. Whoever can serve it there was given it by the user. It is public once it
 * is served, so it is made for one host, and from a secret that never leaves this machine: nobody who reads it can make pushbench
 * ask for the same one.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { PushbenchError } from "../errors.js";

export type Variables = Readonly<Record<string, string | undefined>>;

export const SECRET_VARIABLE = "PUSHBENCH_REMOTE_SECRET";
const SECRET_BYTES = 32;
/** A shorter one could be guessed from a token. */
const FEWEST_CHARACTERS = 32;

/** `host` as consent.ts writes it. */
export const tokenFor = (host: string, secret: string): string =>
  `pushbench-${createHmac("sha256", secret).update(`pushbench remote ${host}`).digest("base64url")}`;

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Takes the same time whatever is compared, also for other lengths. */
export const isToken = (offered: string, token: string): boolean => timingSafeEqual(digest(offered), digest(token));

/** The user's secret: that of the environment, or the one in the user's state folder, which is made when it is first asked for. */
export function userSecret(env: Variables): string {
  const given = env[SECRET_VARIABLE];
  if (given === undefined || given === "") return keptSecret(secretFile(env));
  if (given.length >= FEWEST_CHARACTERS) return given;
  throw new PushbenchError("usage", `${SECRET_VARIABLE} has fewer than ${FEWEST_CHARACTERS} characters.`, {
    hint: "Set it to something that nobody can guess: openssl rand -hex 32.",
  });
}

export function secretFile({ XDG_STATE_HOME, HOME }: Variables): string {
  // The specification of XDG_STATE_HOME has relative paths ignored.
  const isSet = XDG_STATE_HOME !== undefined && path.isAbsolute(XDG_STATE_HOME);
  const folder = isSet ? XDG_STATE_HOME : path.join(HOME || homedir(), ".local", "state");
  return path.join(folder, "pushbench", "remote-secret");
}

function keptSecret(file: string): string {
  try {
    return readSecret(file) ?? makeSecret(file);
  } catch (cause) {
    if (cause instanceof PushbenchError) throw cause;
    throw new PushbenchError("usage", `The secret of tokens cannot be kept: ${(cause as Error).message}`, {
      hint: `Let XDG_STATE_HOME name a folder that can be written, or set ${SECRET_VARIABLE}.`,
      cause,
    });
  }
}

function readSecret(file: string): string | undefined {
  try {
    const secret = readFileSync(file, "utf8").trim();
    if (secret.length >= FEWEST_CHARACTERS) return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  throw new PushbenchError("usage", `${file} holds no secret of pushbench.`, {
    hint: "Remove it. A new one is made, and with it new tokens.",
  });
}

/** Two processes may make one at the same time: it is written under another name, and only the first is given the right one. */
function makeSecret(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, `${randomBytes(SECRET_BYTES).toString("base64url")}\n`, { mode: 0o600 });
  try {
    linkSync(half, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(half, { force: true });
  }
  return readSecret(file)!;
}
