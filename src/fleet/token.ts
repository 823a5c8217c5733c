/** The token that all of a fleet share: who has it may play with its workers. It never travels; what it signed does. */
import { createHmac } from "node:crypto";
import { PushbenchError } from "../errors.js";
import { isToken, type Variables } from "../remote/token.js";
import { jsonBytes, parsedJson, type Signed, type TakeRequest, type WorkerCard } from "./protocol.js";
import { HOW_TO_MAKE, soundToken, tokenIn } from "./token-file.js";

export const FLEET_TOKEN_VARIABLE = "PUSHBENCH_FLEET_TOKEN";

/** `file` is as the option names it. Throws PushbenchError usage, which names the option. */
export function fleetToken(file: string | undefined, option: string, cwd: string, env: Variables): string {
  if (file !== undefined) return tokenIn(file, option, cwd);
  const given = env[FLEET_TOKEN_VARIABLE];
  if (given !== undefined && given !== "") return soundToken(given, FLEET_TOKEN_VARIABLE);
  throw new PushbenchError("usage", `A fleet needs its token: --${option} FILE, or ${FLEET_TOKEN_VARIABLE}.`, {
    hint: HOW_TO_MAKE,
  });
}

const mac = (token: string, purpose: string, text: string): string =>
  createHmac("sha256", token).update(`pushbench fleet ${purpose}\n${text}`).digest("hex");

export function signedTake(token: string, request: TakeRequest): Uint8Array {
  const text = JSON.stringify(request);
  return jsonBytes({ text, mac: mac(token, "take", text) } satisfies Signed);
}

/** The request, or why it is none that this token has signed. */
export function verifiedTake(token: string, data: Uint8Array): TakeRequest | "unsigned" | "wrong-token" {
  const { text, mac: given } = parsedJson<Signed>(data) ?? {};
  if (typeof text !== "string" || typeof given !== "string") return "unsigned";
  // A request is trusted once it is known who made it: only then is it looked at.
  return isToken(given, mac(token, "take", text)) ? (JSON.parse(text) as TakeRequest) : "wrong-token";
}

/** What a worker answers that takes part: by it, the coordinator knows that it has the token, and that it is what it says. */
export function signedAcceptance(token: string, run: string, card: WorkerCard): Signed {
  const text = JSON.stringify(card);
  return { text, mac: mac(token, "accepted", `${run}\n${text}`) };
}

/** Undefined: nobody has made it who has the token. */
export function verifiedAcceptance(token: string, run: string, accepted: Partial<Signed>): WorkerCard | undefined {
  const { text, mac: given } = accepted;
  if (typeof text !== "string" || typeof given !== "string") return undefined;
  return isToken(given, mac(token, "accepted", `${run}\n${text}`)) ? (JSON.parse(text) as WorkerCard) : undefined;
}

/** The key of the frames of one run with one worker. */
export const linkKey = (token: string, run: string, worker: string): Buffer =>
  createHmac("sha256", token).update(`pushbench fleet link\n${run}\n${worker}`).digest();
