/** Requests that no recipient may take, made from good ones in every way that an attacker or a bad line has. */
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { eventId } from "../../../src/events/id.js";
import type { Random } from "../../../src/random.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import type { SignatureScheme } from "../../../src/transports/webhook/signatures/scheme.js";
import { bitFlipped, characterChanged, oneOf, randomBytes, truncated } from "./damage.js";
import type { Attack } from "./http-attacker.js";

export interface Request {
  headers: [name: string, value: string][];
  body: Buffer;
}

export interface Signer {
  scheme: SignatureScheme;
  keys: KeyRing;
  client: number;
  /** Good requests that were delivered already. */
  delivered: readonly Buffer[];
}

const otherKeys = new KeyRing("an attacker's own");
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export const bodyOf = (index: number): Buffer =>
  encodeEnvelope(index, "payment.created", 0, `{"amount":${index},"to":"Müller"}`);

/** As a sender writes it; the signature may be of other keys, of another client, time or body. */
export function signed(
  { scheme, keys, client }: Signer,
  index: number,
  { by = keys, as = client, atSeconds = nowSeconds(), body = bodyOf(index) } = {},
): Request {
  const id = eventId(index);
  const flat = scheme.headers(by, as, id, atSeconds, body);
  const headers: [string, string][] = [["webhook-id", id]];
  for (let i = 0; i < flat.length; i += 2) headers.push([flat[i]!, flat[i + 1]!]);
  return { headers, body };
}

export function bytesOf(client: number, { headers, body }: Request): Buffer {
  const lines = [
    `POST /clients/${client}/events HTTP/1.1`,
    "Host: pushbench.example",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]);
}

type Make = (random: Random, signer: Signer, index: number) => Request | Attack;

/** Changes one of the headers that came with the signature; the id is the first of all. */
function withHeader(random: Random, request: Request, first: number, change: (value: string) => string): Request {
  const at = first + random.int(request.headers.length - first);
  const headers = request.headers.map(([name, value], i): [string, string] => [name, i === at ? change(value) : value]);
  return { ...request, headers };
}

export const badWebhooks: Record<string, Make> = {
  "a bit of the body": (random, signer, index) => {
    const request = signed(signer, index);
    return { ...request, body: bitFlipped(random, request.body) };
  },
  "a character of the id, time or signature": (random, signer, index) =>
    withHeader(random, signed(signer, index), 0, (value) => characterChanged(random, value)),
  "a truncated signature": (random, signer, index) =>
    withHeader(random, signed(signer, index), 1, (value) => value.slice(0, random.int(value.length))),
  "a signature header left out": (random, signer, index) => {
    const { headers, body } = signed(signer, index);
    headers.splice(1 + random.int(headers.length - 1), 1);
    return { headers, body };
  },
  "a made-up signature": (random, signer, index) => {
    const request = signed(signer, index);
    const madeUp = (value: string): string => value.replace(/[\w+/]{20,}/, (old) => randomText(random, old.length));
    const [id, ...others] = request.headers;
    return { ...request, headers: [id!, ...others.map(([name, value]): [string, string] => [name, madeUp(value)])] };
  },
  "a truncated body, its length set right": (random, signer, index) => {
    const { headers, body } = signed(signer, index);
    return { headers, body: truncated(random, body) };
  },
  "something behind the body": (random, signer, index) => {
    const { headers, body } = signed(signer, index);
    return { headers, body: Buffer.concat([body, Buffer.from(oneOf(random, [" ", "\n", "{}", "\0"]))]) };
  },
  "another secret": (_, signer, index) => signed(signer, index, { by: otherKeys }),
  "another client's key": (random, signer, index) => signed(signer, index, { as: signer.client + 1 + random.int(100) }),
  "the signature of another event": (random, signer, index) => ({
    headers: signed(signer, index + 1 + random.int(1000)).headers,
    body: bodyOf(index),
  }),
  "the id of another event": (_, signer, index) => {
    const { headers, body } = signed(signer, index);
    return { headers: [["webhook-id", eventId(index + 1)], ...headers.slice(1)], body };
  },
  "rightly signed, but no event": (random, signer, index) =>
    signed(signer, index, {
      body: oneOf(random, [
        randomBytes(random, 50),
        Buffer.from("{}"),
        Buffer.from("null"),
        Buffer.alloc(0),
        truncated(random, bodyOf(index).subarray(0, 20)),
      ]),
    }),
  replayed: (random, { delivered }) => ({ bytes: oneOf(random, delivered) }),
  "a request that is cut short": (random, signer, index) => ({
    bytes: truncated(random, bytesOf(signer.client, signed(signer, index))),
    cutShort: true,
  }),
  "random bytes": (random) => ({ bytes: randomBytes(random, 1 + random.int(300)), cutShort: true }),
  "damage all over": (random, signer, index) => {
    const request = signed(signer, index);
    let bytes = bytesOf(signer.client, { ...request, body: bitFlipped(random, request.body) });
    for (let i = random.int(10); i >= 0; i--) bytes = bitFlipped(random, bytes.subarray(0, -request.body.length));
    return { bytes: Buffer.concat([bytes, bitFlipped(random, request.body)]), cutShort: true };
  },
};

/** Only for schemes that sign the time. */
export const untimelyWebhooks: Record<string, Make> = {
  stale: (random, signer, index) => signed(signer, index, { atSeconds: nowSeconds() - 302 - random.int(100_000) }),
  early: (random, signer, index) => signed(signer, index, { atSeconds: nowSeconds() + 310 + random.int(100_000) }),
  "stale, the time set right": (random, signer, index) => {
    const then = nowSeconds() - 302 - random.int(100_000);
    const request = signed(signer, index, { atSeconds: then });
    return {
      ...request,
      headers: request.headers.map(([name, value]) => [name, value.replace(String(then), String(nowSeconds()))]),
    };
  },
};

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const randomText = (random: Random, length: number): string =>
  Array.from({ length }, () => ALPHABET[random.int(64)]).join("");
