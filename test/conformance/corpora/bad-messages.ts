/** What no WebSocket service or client may take: upgrades, signed messages and frames, damaged or made up. */
import { encode, TEXT } from "../../../scripts/conformance/websocket/frames.js";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import type { Random } from "../../../src/random.js";
import { issueToken } from "../../../src/transports/websocket/access-tokens.js";
import { type Direction, MessageKey } from "../../../src/transports/websocket/message-signature.js";
import { bitFlipped, characterChanged, oneOf, randomBytes, truncated } from "./damage.js";
import { type Upgrade, upgradeRequest } from "./raw-websocket.js";

export const SECRET = "corpus";
export const ORIGIN = "https://pushbench.example";
const nowSeconds = (): number => Date.now() / 1000;

export const bodyOf = (index: number): Buffer =>
  encodeEnvelope(index, "payment.created", 0, `{"amount":${index},"to":"Müller"}`);

export const upgradeOf = (client: number): Upgrade => ({
  client,
  token: issueToken(SECRET, client, nowSeconds() + 60),
  origin: ORIGIN,
});

export const badUpgrades: Record<string, (random: Random, client: number) => Buffer> = {
  "a token with a character changed": (random, client) => {
    const upgrade = upgradeOf(client);
    return upgradeRequest({ ...upgrade, token: characterChanged(random, upgrade.token) });
  },
  "a truncated token": (random, client) => {
    const upgrade = upgradeOf(client);
    return upgradeRequest({ ...upgrade, token: upgrade.token.slice(0, random.int(upgrade.token.length)) });
  },
  "a made-up token": (random, client) =>
    upgradeRequest({ ...upgradeOf(client), token: randomBytes(random, 40).toString("base64url") }),
  "another client's token": (_, client) =>
    upgradeRequest({ ...upgradeOf(client), token: issueToken(SECRET, client + 1, nowSeconds() + 60) }),
  "a token of another secret": (_, client) =>
    upgradeRequest({ ...upgradeOf(client), token: issueToken("another", client, nowSeconds() + 60) }),
  "an expired token": (random, client) =>
    upgradeRequest({ ...upgradeOf(client), token: issueToken(SECRET, client, nowSeconds() - 1 - random.int(1000)) }),
  "an expired token, its time set right": (random, client) => {
    const upgrade = upgradeOf(client);
    const until = nowSeconds() - 1 - random.int(1000);
    const token = issueToken(SECRET, client, until).replace(until.toFixed(3), (nowSeconds() + 60).toFixed(3));
    return upgradeRequest({ ...upgrade, token });
  },
  "a token without expiry": (_, client) => upgradeRequest({ ...upgradeOf(client), token: issueToken(SECRET, client) }),
  "another origin": (random, client) =>
    upgradeRequest({ ...upgradeOf(client), origin: characterChanged(random, ORIGIN) }),
};

export interface Signer {
  key: MessageKey;
  direction: Direction;
  /** Good messages that were taken already. */
  delivered: readonly Buffer[];
}

const otherSecret = new MessageKey("another", 0);
const otherClient = new MessageKey(SECRET, 1);
const MAC_ENDS_AT = 58;
/** At the beginning of every event; what comes later may be more than a byte long. */
const ASCII_BYTES = 60;

export const signed = ({ key, direction }: Signer, index: number): Buffer => key.sign(direction, bodyOf(index));

/** All of them are text messages of their own. */
export const badMessages: Record<string, (random: Random, signer: Signer, index: number) => Buffer> = {
  "a bit of the message": (random, signer, index) => {
    const bad = signed(signer, index);
    bad[MAC_ENDS_AT + 1 + random.int(ASCII_BYTES)]! ^= 1 << random.int(7); // stays ASCII: the frame is in order
    return bad;
  },
  "a character of the time or signature": (random, signer, index) => {
    const good = `${signed(signer, index)}`;
    return Buffer.from(characterChanged(random, good.slice(0, MAC_ENDS_AT)) + good.slice(MAC_ENDS_AT));
  },
  "a truncated signature": (random, signer, index) => {
    const good = signed(signer, index);
    return Buffer.concat([truncated(random, good.subarray(0, MAC_ENDS_AT)), good.subarray(MAC_ENDS_AT)]);
  },
  "a truncated message": (random, signer, index) =>
    truncated(random, signed(signer, index).subarray(0, MAC_ENDS_AT + ASCII_BYTES)),
  "no signature": (_, __, index) => bodyOf(index),
  "a made-up signature": (random, signer, index) => {
    const mac = randomBytes(random, 32).toString("base64");
    return Buffer.concat([signed(signer, index).subarray(0, 14), Buffer.from(`${mac},`), bodyOf(index)]);
  },
  "another secret": (_, { direction }, index) => otherSecret.sign(direction, bodyOf(index)),
  "another client's key": (_, { direction }, index) => otherClient.sign(direction, bodyOf(index)),
  "a message sent back where it came from": (_, { key, direction }, index) =>
    key.sign(direction === "to-service" ? "to-client" : "to-service", bodyOf(index)),
  stale: (random, { key, direction }, index) =>
    key.sign(direction, bodyOf(index), nowSeconds() - 1000 - random.int(100_000)),
  early: (random, { key, direction }, index) =>
    key.sign(direction, bodyOf(index), nowSeconds() + 310 + random.int(100_000)),
  "the signature of another message": (random, signer, index) =>
    Buffer.concat([signed(signer, index + 1 + random.int(1000)).subarray(0, MAC_ENDS_AT + 1), bodyOf(index)]),
  "rightly signed, but no event": (random, { key, direction }) =>
    key.sign(
      direction,
      Buffer.from(oneOf(random, ["{}", "null", "[1]", '{"id":"evt_1"}', "x".repeat(random.int(100))])),
    ),
  replayed: (random, { delivered }) => oneOf(random, delivered),
};

/** Bytes on an open connection. Good frames among them carry nothing that is signed rightly. */
export const badFrames: Record<string, (random: Random, index: number) => Buffer> = {
  "random bytes": (random) => randomBytes(random, 1 + random.int(300)),
  "a frame with bits turned over": (random, index) => {
    let bytes = encode({ opcode: TEXT, payload: otherSecret.sign("to-service", bodyOf(index)) }, true);
    for (let i = random.int(10); i >= 0; i--) bytes = bitFlipped(random, bytes);
    return bytes;
  },
  "a frame that is cut short": (random, index) =>
    truncated(random, encode({ opcode: TEXT, payload: otherSecret.sign("to-service", bodyOf(index)) }, true)),
  "a frame with a random head": (random, index) => {
    const bytes = encode({ opcode: TEXT, payload: bodyOf(index) }, true);
    randomBytes(random, 2 + random.int(8)).copy(bytes);
    return bytes;
  },
};
