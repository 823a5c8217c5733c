/**
 * Listeners that no client gets a connection from, or none that lasts. Each is what it does with a raw connection that it
 * accepted, and what whoever connected must say of it.
 */
import { connect, type Socket } from "node:net";
import { TLSSocket, type TlsOptions } from "node:tls";
import { noteRaw, resetConnection } from "../../src/tls/raw-socket.js";
import type { Identity, Security } from "../../src/tls/security.js";
import type { Identities } from "./identities.js";
import { noCipher, oldVersion, otherVersion } from "./refused-options.js";

/** What a good listener would have. */
export interface Good {
  identities: Identities;
  /** Where one listens, for those that let a part of its answer through. */
  port: number;
  version: Security["version"];
}

export interface BadListener {
  accept(raw: Socket, good: Good): void;
  /** The reason that is counted. */
  reason: RegExp;
  /** Its clients find out when their time for a handshake is over. */
  isSilent?: boolean;
}

/** A good handshake but for what it shows, and for these options. */
function handshake(raw: Socket, { chain, key }: Identity, options: TlsOptions = {}): void {
  const good = { isServer: true, cert: chain, key, ALPNProtocols: ["http/1.1", "h2"] };
  const socket = new TLSSocket(raw, { ...good, ...options });
  noteRaw(socket, raw);
  socket.on("error", () => raw.destroy());
}

const shows =
  (which: Exclude<keyof Identities, "root">): BadListener["accept"] =>
  (raw, { identities }) =>
    handshake(raw, identities[which]);

const insistsOn =
  (optionsFor: (version: Good["version"]) => TlsOptions): BadListener["accept"] =>
  (raw, { identities, version }) =>
    handshake(raw, identities.good, optionsFor(version));

/** Answers the first bytes, whatever they are, with these. */
const answers =
  (bytes: Buffer): BadListener["accept"] =>
  (raw) => {
    raw.once("data", () => raw.end(bytes));
  };

/** Lets that many bytes of a good listener's answer through. Then: nothing any more, or an end. */
const cutsAfter =
  (bytes: number, then: "silence" | "end" | "reset"): BadListener["accept"] =>
  (raw, { port }) => {
    const good = connect(port, "127.0.0.1");
    raw.on("data", (chunk) => good.write(chunk)).on("close", () => good.destroy());
    good.on("error", () => {}).on("close", () => then !== "silence" && raw.destroy());
    let left = bytes;
    good.on("data", (chunk: Buffer) => {
      if (left > 0) raw.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0 || then === "silence") return;
      if (then === "end") raw.end();
      else resetConnection(raw);
    });
  };

const HALF_A_RECORD_HEADER = 3;
/** A ServerHello is longer. */
const HALF_A_SERVER_HELLO = 40;
/** A ServerHello is shorter; all that a listener says is longer, even where a session is resumed. */
const HALF_AN_ANSWER = 180;

const badAnswer = (text: string) => Buffer.from(`HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n${text}`);

export const badListeners: Readonly<Record<string, BadListener>> = {
  "an expired certificate": { accept: shows("expired"), reason: /the certificate has expired/ },
  "a certificate for another name": { accept: shows("otherName"), reason: /the certificate is for another name/ },
  "a chain from an unknown root": { accept: shows("unknownRoot"), reason: /issued by nobody who is trusted/ },
  "a chain from another run": { accept: shows("otherRun"), reason: /signed by somebody else/ },
  "a chain without its intermediate": {
    accept: shows("withoutIntermediate"),
    reason: /its issuer's certificate is missing/,
  },
  "a certificate that signed itself": { accept: shows("selfSigned"), reason: /signed by itself and not trusted/ },
  "TLS 1.1 only": {
    accept: insistsOn(oldVersion),
    reason: /does not speak this version of TLS/,
  },
  "another version of TLS than the run's": {
    accept: insistsOn(otherVersion),
    reason: /does not speak this version of TLS/,
  },
  "no cipher in common": {
    accept: insistsOn(noCipher),
    reason: /nothing that both sides know/,
  },
  "no protocol": { accept: insistsOn(() => ({ ALPNProtocols: [] })), reason: /does not speak the protocol/ },
  "another protocol": {
    accept: insistsOn(() => ({ ALPNProtocols: ["smtp"] })),
    reason: /no protocol that both sides offer/,
  },
  "HTTP without TLS": { accept: answers(badAnswer("plain HTTP")), reason: /what came is not TLS/ },
  "bytes that are nothing": { accept: answers(Buffer.alloc(100, 0x55)), reason: /what came is not TLS/ },
  "a record without end": {
    accept: answers(Buffer.from([22, 3, 3, 0xff, 0xff, 1, 2, 3])),
    reason: /what came is not TLS/,
  },
  "an end at once": { accept: (raw) => raw.end(), reason: /ended the connection inside the handshake/ },
  "a reset at once": { accept: resetConnection, reason: /ended the connection inside the handshake/ },
  "silence at once": { accept: () => {}, reason: /the handshake took too long/, isSilent: true },
};

for (const [where, bytes] of Object.entries({
  "a record's header": HALF_A_RECORD_HEADER,
  "a ServerHello": HALF_A_SERVER_HELLO,
  "what follows it": HALF_AN_ANSWER,
})) {
  Object.assign(badListeners, {
    [`silence inside of ${where}`]: { accept: cutsAfter(bytes, "silence"), reason: /took too long/, isSilent: true },
    [`an end inside of ${where}`]: { accept: cutsAfter(bytes, "end"), reason: /inside the handshake/ },
    [`a reset inside of ${where}`]: { accept: cutsAfter(bytes, "reset"), reason: /inside the handshake/ },
  });
}
