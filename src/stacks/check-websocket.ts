/**
 * Whether a WebSocket server does what it is for: it lets in who shows the token and nobody else, takes a good event or passes it on to
 * the right clients, once each, knows an event that it has taken, and refuses what is too long. A server that answers events shows that
 * it knows one by another answer than the first.
 */
import { accessToken } from "../events/secret.js";
import { Template } from "../transports/adapting/template.js";
import { ANSWER_SECONDS, type Check, type CheckTarget, type Finding } from "./check.js";
import { finding } from "./finding.js";
import { type OwnEvent, type OwnEventOptions, ownEvent, ownEventOf } from "./own-event.js";
import { type Refusal, SocketPeer } from "./socket-peer.js";
import { ofClient, type SocketSettings, type Speech, speechOf } from "./speech.js";

/** What a server may promise beyond taking good events. */
export const websocketPromises = ["token", "once", "limit", "rooms"] as const;

const MESSAGES_IN_A_ROW = 20;
const TOO_LARGE = 1009;
const NO_ROOM = 999_999_999;

export const checkWebSocket: Check = async (target) => {
  const server = new Server(target);
  const promised = (name: string, ...parts: Part[]) =>
    (target.promises ?? websocketPromises).includes(name) ? parts : [];
  const good = server.isRelay ? passesOn : takes;
  const parts: Part[] = [
    good,
    ...promised("token", token),
    ...(server.isRelay ? promised("rooms", unknownRooms) : promised("once", once)),
    ...promised("limit", limit),
    nonsense,
    async () => (await good(server)).map(behindAllOthers),
  ];
  const findings: Finding[] = [];
  for (const part of parts) {
    try {
      findings.push(...(await part(server)));
    } finally {
      server.leave();
    }
  }
  return findings;
};

type Part = (server: Server) => Promise<Finding[]>;

const behindAllOthers = (found: Finding): Finding => ({ ...found, what: `behind all others, ${found.what}` });

async function takes(server: Server): Promise<Finding[]> {
  const peer = await server.join();
  if (!(peer instanceof SocketPeer)) return [finding("a client is let in", false, shown(peer))];
  const what = server.speech.isAnswered ? "a good event is answered" : "a good event is read";
  const answer = await server.taken(peer, ownEvent());
  return [finding("a client is let in", true, ""), finding(what, answer !== undefined, whatCame(peer))];
}

async function once(server: Server): Promise<Finding[]> {
  const what = "an event that comes again is answered, and otherwise than the first time";
  if (!server.speech.isAnswered) return [finding(what, false, "no answers, so nobody can tell")];
  const [peer, other] = [await server.join(), await server.join()];
  if (!(peer instanceof SocketPeer && other instanceof SocketPeer)) return [finding(what, false, "no connection")];
  const event = ownEvent();
  const answers = [await server.taken(peer, event), await server.taken(peer, event), await server.taken(other, event)];
  const [first, second, third] = answers;
  const isKnown = (answer: string | undefined) => first !== undefined && answer !== undefined && answer !== first;
  const saw = answers.map((answer) => answer ?? "nothing").join(", then ");
  return [finding(what, isKnown(second), saw), finding(`${what}, on another connection too`, isKnown(third), saw)];
}

/** Two members of one room and two of another: each hears the other, once, and nothing else. */
async function passesOn(server: Server): Promise<Finding[]> {
  const [one, other, stranger, friend] = [
    await server.join({ room: 0 }),
    await server.join({ room: 0 }),
    await server.join({ room: 1 }),
    await server.join({ room: 1 }),
  ];
  for (const peer of [one, other, stranger, friend]) {
    if (!(peer instanceof SocketPeer)) return [finding("a client is let in", false, shown(peer))];
  }
  const [a, b, c, d] = [one, other, stranger, friend] as [SocketPeer, SocketPeer, SocketPeer, SocketPeer];
  const sent = Array.from({ length: MESSAGES_IN_A_ROW }, () => ownEvent());
  for (const event of sent) a.send(server.speech.frameOf(event));
  const arrived = await server.arrived(b, sent.at(-1)!);
  // What follows goes the same ways behind it. When it is there, nothing of the first is on its way any more.
  const [back, beyond] = [ownEvent(), ownEvent({ room: 1 })];
  b.send(server.speech.frameOf(back));
  d.send(server.speech.frameOf(beyond));
  const returned = await server.arrived(a, back);
  await server.arrived(c, beyond);
  const heard = (peer: SocketPeer) =>
    sent.map((event) => peer.messages.filter((text) => text.includes(event.id)).length);
  const strays = (peer: SocketPeer) => heard(peer).filter((copies) => copies > 0).length;
  return [
    finding("a client is let in", true, ""),
    finding("a text comes to the other members of the room", arrived && returned, whatCame(b)),
    finding(
      "each comes once",
      heard(b).every((copies) => copies === 1),
      `copies: ${heard(b).join(", ")}`,
    ),
    finding("they come in their order", isSorted(b, sent), whatCame(b)),
    finding("its sender does not get it", strays(a) === 0, `${strays(a)} came back`),
    finding("no other room gets it", strays(c) + strays(d) === 0, `${strays(c) + strays(d)} came to another room`),
  ];
}

/** Of those that came. */
function isSorted(peer: SocketPeer, events: readonly OwnEvent[]): boolean {
  const placeOf = ({ id }: OwnEvent): number => peer.messages.findIndex((text) => text.includes(id));
  const places = events.map(placeOf).filter((place) => place >= 0);
  return places.every((place, i) => i === 0 || place > places[i - 1]!);
}

async function token(server: Server): Promise<Finding[]> {
  const refused = async (what: string, options: Credentials): Promise<Finding> => {
    const outcome = await server.join(options);
    const isRefused = !(outcome instanceof SocketPeer) && (outcome.status === 401 || outcome.isConnectError === true);
    return finding(`${what} is refused with 401`, isRefused, outcome instanceof SocketPeer ? "let in" : shown(outcome));
  };
  return [
    await refused("a client without a token", { credentials: "none" }),
    await refused("a client with a wrong token", { credentials: "wrong" }),
  ];
}

async function unknownRooms(server: Server): Promise<Finding[]> {
  const refused = async (what: string, room: number | string): Promise<Finding> =>
    finding(`${what} is refused with 404`, ...(await server.isRefused(room)));
  return [await refused("a room without a number", "none"), await refused("a room that there is not", NO_ROOM)];
}

async function limit(server: Server): Promise<Finding[]> {
  const bytes = server.settings.maxPayloadBytes ?? 1024 * 1024;
  const around = server.speech.frameOf(ownEvent()).length - server.speech.message.bytes(ownEvent()).length;
  const longest = ownEventOf(bytes - around, server.speech.message);
  const tooLong = ownEventOf(bytes - around + 1, server.speech.message);
  if (longest === undefined || tooLong === undefined) return []; // the same few words, however long the event
  const [peer, member, other] = [await server.join(), await server.join(), await server.join()];
  if (!(peer instanceof SocketPeer && member instanceof SocketPeer && other instanceof SocketPeer))
    return [finding("clients are let in", false, "not all were")];
  const isTaken = await (server.isRelay ? passedOn(server, peer, member, longest) : isTakenBy(server, peer, longest));
  peer.send(server.speech.frameOf(tooLong));
  await peer.closed();
  other.sendInTwo(server.speech.frameOf(tooLong));
  await other.closed();
  return [
    finding(`a message of ${bytes} bytes is taken`, isTaken, whatCame(peer)),
    // Who closes a socket with unread bytes resets it, and the reset may overtake the reason. In two frames nothing is unread.
    finding(`one of ${bytes + 1} bytes ends its connection`, peer.isClosed, "it stays open"),
    finding(
      "the same in two frames ends it with 1009",
      other.closeCode === TOO_LARGE,
      `${other.closeCode ?? "it stays open"}`,
    ),
  ];
}

/** Its sender may be sent away for it. */
async function nonsense(server: Server): Promise<Finding[]> {
  const what = "a message that is no event harms no other client";
  const [peer, other] = [await server.join(), await server.join()];
  if (!(peer instanceof SocketPeer && other instanceof SocketPeer)) return [finding(what, false, "no connection")];
  peer.send(server.speech.nonsense);
  await peer.hasRead();
  return [finding(what, (await other.hasRead()) && !other.isClosed, whatCame(other))];
}

const isTakenBy = async (server: Server, peer: SocketPeer, event: OwnEvent) =>
  (await server.taken(peer, event)) !== undefined;

async function passedOn(server: Server, peer: SocketPeer, member: SocketPeer, event: OwnEvent): Promise<boolean> {
  peer.send(server.speech.frameOf(event));
  return server.arrived(member, event);
}

interface Credentials {
  credentials?: "right" | "wrong" | "none";
}

/** Why a client was not let in; the last is Socket.IO's own word for it. */
type Denial = Refusal & { isConnectError?: boolean };

class Server {
  readonly settings: SocketSettings;
  readonly speech: Speech;
  readonly isRelay: boolean;
  readonly #target: CheckTarget;
  readonly #peers: SocketPeer[] = [];

  constructor(target: CheckTarget) {
    this.#target = target;
    this.settings = target.config as SocketSettings;
    this.speech = speechOf(this.settings);
    this.isRelay = target.topology.flow === "relay";
  }

  /** A client that may send. */
  async join({ room = 0, credentials = "right" }: OwnEventOptions & Credentials = {}): Promise<SocketPeer | Denial> {
    return this.#open(this.speech.path, this.settings, { room }, credentials);
  }

  async #open(
    path: string,
    { headers = {}, auth, subprotocol, ...settings }: SocketSettings,
    { room = 0 }: OwnEventOptions,
    credentials: string,
  ): Promise<SocketPeer | Denial> {
    const told = { room, token: credentials === "right" ? accessToken(this.#target.secret, 0) : "wrong" };
    const [isRight, isNone] = [credentials === "right", credentials === "none"];
    const named = Object.entries(headers).map(([name, value]) => {
      const text = ofClient(value, told);
      return [name, isRight ? text : wrong(text)] as const;
    });
    const options = {
      url: new URL(ofClient(path, told), this.#target.origin.replace(/^http/, "ws")).href,
      headers: Object.fromEntries(isNone ? [] : named),
      subprotocol,
      seconds: this.#target.answerSeconds ?? ANSWER_SECONDS,
    };
    const peer = await SocketPeer.open(options, this.#target.signal);
    if (!(peer instanceof SocketPeer)) return peer;
    this.#peers.push(peer);
    const shownAuth = auth === undefined || isNone ? {} : { auth: isRight ? auth : wrongJson(auth) };
    const refusal = await speechOf({ ...settings, ...shownAuth }).open(peer, told);
    if (refusal !== undefined) return { text: refusal, isConnectError: refusal.startsWith("44") };
    await peer.hasRead(); // what opens it, so that it is a member before another sends
    return peer;
  }

  /** The answer, or where there is none: "" when the service has read it. Undefined: neither. */
  async taken(peer: SocketPeer, event: OwnEvent): Promise<string | undefined> {
    const before = peer.messages.length;
    peer.send(this.speech.frameOf(event));
    if (this.speech.isAnswered) return peer.message((text) => this.speech.isAnswer(text, event), before);
    return (await peer.hasRead()) ? "" : undefined;
  }

  async arrived(peer: SocketPeer, { id }: OwnEvent): Promise<boolean> {
    return (await peer.message((text) => text.includes(id))) !== undefined;
  }

  /** Whether a room that there is not is refused, and what was seen. By the upgrade or by what comes behind its `join`. */
  async isRefused(room: number | string): Promise<[met: boolean, saw: string]> {
    const named = (text: string) => text.replace(/\{\{\s*room\s*\}\}/g, String(room));
    const { join } = this.settings;
    const settings = { ...this.settings, ...(join !== undefined && { join: named(join) }) };
    const outcome = await this.#open(named(this.speech.path), settings, {}, "right");
    if (!(outcome instanceof SocketPeer)) return [outcome.status === 404, shown(outcome)];
    if (join === undefined || !new Template(join).has("room")) return [false, "let in"];
    const answer = await outcome.message((text) => /error|404/i.test(text));
    return [answer !== undefined || outcome.isClosed, whatCame(outcome)];
  }

  leave(): void {
    for (const peer of this.#peers.splice(0)) peer.close();
  }
}

/** Of the same length, so that it must be compared to the end. */
const wrong = (text: string): string => text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");

/** The same of the texts in a JSON object. */
function wrongJson(object: string): string {
  const members = Object.entries(JSON.parse(object) as Record<string, unknown>);
  return JSON.stringify(
    Object.fromEntries(members.map(([name, value]) => [name, typeof value === "string" ? wrong(value) : value])),
  );
}

const shown = (denial: Denial | SocketPeer): string =>
  denial instanceof SocketPeer ? "let in" : [denial.status, denial.text].filter(Boolean).join(" ");

const SHOWN_CHARACTERS = 100;

/** The last message of a peer, and its end if it has come. */
function whatCame({ messages, closeCode }: SocketPeer): string {
  const last = messages.at(-1)?.slice(0, SHOWN_CHARACTERS) ?? "nothing came";
  return closeCode === undefined ? last : `${last}, then the connection ended with ${closeCode}`;
}
