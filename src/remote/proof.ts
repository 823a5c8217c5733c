/**
 * Whether a target serves the user's token: in a file, or in a header of what it answers to an upgrade. The token is never in the
 * request, so a server that echoes requests proves nothing. Redirects are not followed, for they would let somebody else answer.
 */
import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Security } from "../tls/security.js";
import { inWords, requestOptions } from "../tls/single-request.js";
import { upgradeHeaders } from "../transports/websocket/upgrade-headers.js";
import type { Target } from "./target.js";
import { isToken } from "./token.js";

export const TOKEN_PATH = "/.well-known/pushbench.txt";
export const TOKEN_HEADER = "pushbench-token";
/** Room for the tokens of some dozens of users, a line each. */
const MOST_BYTES = 4_096;
const TIME_LIMIT_MS = 5_000;

export interface ProofRequest {
  target: Target;
  token: string;
  /** Where a WebSocket is opened. It is undefined for a target that is no WebSocket's. */
  upgradePath?: string | undefined;
  /** How it is spoken to, where that is encrypted. */
  tls?: Security | undefined;
  /** Breaks it off. */
  signal: AbortSignal;
  timeLimitMs?: number;
}

/** Resolves with what was found instead of the token, a line for each place; with none when the target has proved that it is the user's. */
export async function missingProof({
  target: { url, address },
  token,
  upgradePath,
  tls,
  signal: over,
  timeLimitMs = TIME_LIMIT_MS,
}: ProofRequest): Promise<string[]> {
  const asked: Asked = { url, address, tls };
  const limit = (): AbortSignal => AbortSignal.any([over, AbortSignal.timeout(timeLimitMs)]);
  const inFile = await reasonOf(limit(), (signal) => fileWithout(token, asked, signal));
  if (inFile === undefined) return [];
  const found = [`${placeOf({ url })} ${inFile}`];
  if (upgradePath === undefined) return found;
  const inHeader = await reasonOf(limit(), (signal) => upgradeWithout(token, asked, upgradePath, signal));
  return inHeader === undefined ? [] : [...found, `the upgrade of ${upgradePath} ${inHeader}`];
}

/** The URL of the file that holds the token. */
export const placeOf = ({ url }: Pick<Target, "url">): string => new URL(TOKEN_PATH, httpUrl(url)).href;

/** WebSockets begin as HTTP. */
const httpUrl = ({ protocol, host }: URL): string => `${protocol.replace("ws", "http")}//${host}`;

type Asked = Pick<Target, "url" | "address"> & Pick<ProofRequest, "tls">;

async function reasonOf(
  signal: AbortSignal,
  look: (signal: AbortSignal) => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await look(signal);
  } catch (error) {
    if (signal.aborted) return "gave no answer in time";
    const { code, message } = inWords(error as NodeJS.ErrnoException) as NodeJS.ErrnoException;
    return `cannot be read (${code ?? message})`;
  }
}

async function fileWithout(token: string, target: Asked, signal: AbortSignal): Promise<string | undefined> {
  const answer = await answerTo(ask(target, TOKEN_PATH, { signal, headers: { Accept: "text/plain" } }));
  try {
    if (answer.statusCode !== 200) return `answers ${statusOf(answer)}`;
    const text = await bodyOf(answer);
    if (text === undefined) return `is longer than ${MOST_BYTES} bytes`;
    // Every line is compared, so that the time does not tell which of them is right.
    return text.split(/\r?\n/).filter((line) => isToken(line.trim(), token)).length > 0
      ? undefined
      : "does not hold the token";
  } finally {
    answer.destroy();
  }
}

async function upgradeWithout(
  token: string,
  target: Asked,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await answerTo(ask(target, path, { signal, headers: upgradeHeaders() }));
  answer.destroy();
  answer.socket.destroy();
  const offered = answer.headers[TOKEN_HEADER];
  if (offered === undefined) return `is answered ${statusOf(answer)} without a header ${TOKEN_HEADER}`;
  return isToken(String(offered), token) ? undefined : `is answered with another ${TOKEN_HEADER}`;
}

/** Connects to the pinned address; the Host header is that of the name. */
function ask({ url, address, tls }: Asked, path: string, given: RequestOptions): ClientRequest {
  const pinned: LookupFunction = (_name, { all }, callback) => {
    const family = isIP(address);
    if (all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
  const options = {
    ...given,
    lookup: pinned,
    agent: false,
    headers: { ...given.headers, "User-Agent": "pushbench" },
  };
  const to = new URL(path, httpUrl(url));
  return tls ? secureRequest(to, { ...options, ...requestOptions(tls, url.hostname) }) : request(to, options);
}

/** Any answer, also one that takes up an upgrade. */
function answerTo(asked: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.on("response", resolve);
    asked.on("upgrade", (answer) => resolve(answer));
    asked.on("error", reject); // stays, for a later reset of a connection that nobody reads any more
    asked.end();
  });
}

/** It is undefined where the body is too long. */
async function bodyOf(answer: IncomingMessage): Promise<string | undefined> {
  let text = "";
  answer.setEncoding("latin1"); // a byte is a character, so the limit holds, and tokens are ASCII
  for await (const part of answer) {
    text += part;
    if (text.length > MOST_BYTES) return undefined;
  }
  return text;
}

function statusOf({ statusCode, statusMessage = "", headers }: IncomingMessage): string {
  const line = `${statusCode} ${statusMessage.slice(0, 50)}`.trim();
  return headers.location === undefined ? line : `${line} (redirects are not followed)`;
}
