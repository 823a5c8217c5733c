/**
 * Clients that no listener serves. Each is what it does with a raw connection, and what the listener must say of it; the
 * listener ends the connection, whatever the client does.
 */
import type { Socket } from "node:net";
import { type ConnectionOptions, connect } from "node:tls";
import { SERVERNAME } from "../../src/tls/certificates.js";
import { resetConnection } from "../../src/tls/raw-socket.js";
import type { Security } from "../../src/tls/security.js";
import { clientHello } from "./client-hello.js";
import { noCipher, oldVersion, otherVersion } from "./refused-options.js";

export interface BadClient {
  begin(raw: Socket, version: Security["version"]): void | Promise<void>;
  /** What is counted at the listener. */
  reason: RegExp;
  /** The listener finds out when the time for a handshake is over. */
  isSilent?: boolean;
}

/** A good handshake but for these options. */
const insistsOn =
  (optionsFor: (version: Security["version"]) => ConnectionOptions): BadClient["begin"] =>
  (raw, version) => {
    const good = { servername: SERVERNAME, ALPNProtocols: ["http/1.1", "h2"] };
    connect({ ...good, ...optionsFor(version), socket: raw }).on("error", () => {});
  };

type Then = "silence" | "end" | "reset";

const sends =
  (bytes: () => Buffer | Promise<Buffer>, then: Then): BadClient["begin"] =>
  async (raw) => {
    raw.write(await bytes(), () => {
      if (then === "end") raw.end();
      else if (then === "reset") resetConnection(raw);
    });
  };

const firstOf = (bytes: number) => async (): Promise<Buffer> => (await clientHello()).subarray(0, bytes);

const IN_TIME = /TLS: the handshake took too long/;
const ENDED = /TLS: the peer ended the connection inside the handshake/;
const NO_TLS = /TLS: what came is not TLS/;

export const badClients: Readonly<Record<string, BadClient>> = {
  "HTTP without TLS": {
    begin: sends(() => Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "silence"),
    reason: /speaks HTTP without TLS/,
  },
  "bytes that are nothing": { begin: sends(() => Buffer.alloc(100, 0x55), "silence"), reason: NO_TLS },
  "a record without end": {
    begin: sends(() => Buffer.from([22, 3, 1, 0xff, 0xff, 1, 2, 3]), "silence"),
    reason: NO_TLS,
  },
  "TLS 1.1 only": {
    begin: insistsOn(oldVersion),
    reason: /does not speak this version of TLS/,
  },
  "another version of TLS than the run's": {
    begin: insistsOn(otherVersion),
    reason: /does not speak this version of TLS/,
  },
  "no cipher in common": {
    begin: insistsOn(noCipher),
    reason: /there is no cipher that both sides know/,
  },
  "another protocol": {
    begin: insistsOn(() => ({ ALPNProtocols: ["smtp"] })),
    reason: /no protocol that both sides offer/,
  },
  "silence at once": { begin: () => {}, reason: IN_TIME, isSilent: true },
  "an end at once": { begin: (raw) => void raw.end(), reason: ENDED },
  "a reset at once": { begin: resetConnection, reason: ENDED },
};

for (const [where, bytes] of Object.entries({
  "inside of a record's header": 3,
  "inside of a ClientHello": 100,
  "after a ClientHello": Number.POSITIVE_INFINITY,
})) {
  Object.assign(badClients, {
    [`silence ${where}`]: { begin: sends(firstOf(bytes), "silence"), reason: IN_TIME, isSilent: true },
    [`an end ${where}`]: { begin: sends(firstOf(bytes), "end"), reason: ENDED },
    [`a reset ${where}`]: { begin: sends(firstOf(bytes), "reset"), reason: ENDED },
  });
}
