/** What is said over the WebSocket of a check: a service's own messages, as its settings have them, or Socket.IO's packets. */

import { stepsOf, valueAt } from "../transports/adapting/json-pointer.js";
import { patternOf } from "../transports/adapting/pattern.js";
import { Template } from "../transports/adapting/template.js";
import { type OwnEvent, type OwnEventOptions, ownEvent } from "./own-event.js";
import type { SocketPeer } from "./socket-peer.js";

/** The settings that a check needs. */
export interface SocketSettings {
  path?: string;
  headers?: Record<string, string>;
  subprotocol?: string;
  greeting?: true | string;
  join?: string;
  message?: string;
  answer?: "echo" | "none" | { pointer: string } | { pattern: string };
  protocol?: string;
  emits?: string;
  auth?: string;
  maxPayloadBytes?: number;
}

export interface Speech {
  /** Path and query of the upgrade. */
  readonly path: string;
  /** Whether the service answers what it takes. */
  readonly isAnswered: boolean;
  /** Says what must be said before the first event. Resolves to why the service does not want to listen; undefined: it does. */
  open(peer: SocketPeer, options: OwnEventOptions): Promise<string | undefined>;
  /** The whole of what is sent. */
  frameOf(event: OwnEvent): string;
  /** Well-formed for the protocol, and no event. */
  readonly nonsense: string;
  /** What is longer or shorter as an event is. */
  readonly message: Template;
  isAnswer(text: string, event: OwnEvent): boolean;
}

export const speechOf = (settings: SocketSettings): Speech =>
  settings.protocol === undefined ? new PlainSpeech(settings) : new SocketIoSpeech(settings);

/** A template that speaks of no event. */
export const ofClient = (text: string, options: OwnEventOptions): string =>
  new Template(text).render(ownEvent(options));

class PlainSpeech implements Speech {
  readonly nonsense = "}{";
  readonly path: string;
  readonly isAnswered: boolean;
  readonly message: Template;
  readonly #settings: SocketSettings;

  constructor(settings: SocketSettings) {
    this.#settings = settings;
    this.path = settings.path ?? "/connect?client={{client}}";
    this.isAnswered = settings.answer !== undefined && settings.answer !== "none";
    this.message = new Template(settings.message ?? "{{event}}");
  }

  async open(peer: SocketPeer, options: OwnEventOptions): Promise<string | undefined> {
    const { greeting, join } = this.#settings;
    if (greeting !== undefined) {
      const pattern = patternOf(greeting === true ? "" : greeting);
      if ((await peer.message((text) => pattern.test(text))) === undefined) return "no greeting";
    }
    if (join !== undefined) peer.send(ofClient(join, options));
    return undefined;
  }

  frameOf(event: OwnEvent): string {
    return this.message.render(event);
  }

  isAnswer(text: string, event: OwnEvent): boolean {
    const { answer } = this.#settings;
    if (answer === undefined || answer === "none") return false;
    if (answer === "echo") return text.includes(this.frameOf(event));
    if ("pattern" in answer) return patternOf(answer.pattern).exec(text)?.groups?.id === event.id;
    return valueAt(jsonOf(text), stepsOf(answer.pointer)) === event.id;
  }
}

/** Engine.IO 4 and Socket.IO 5: https://socket.io/docs/v4/engine-io-protocol/, https://socket.io/docs/v4/socket-io-protocol/ */
class SocketIoSpeech implements Speech {
  readonly nonsense: string;
  readonly path: string;
  readonly isAnswered: boolean;
  readonly message: Template;
  readonly #settings: SocketSettings;

  constructor(settings: SocketSettings) {
    this.#settings = settings;
    const path = settings.path ?? "/socket.io/";
    this.path = `${path}${path.includes("?") ? "&" : "?"}EIO=4&transport=websocket`;
    this.isAnswered = settings.answer !== "none";
    this.nonsense = `42[${JSON.stringify(settings.emits ?? "message")},null]`;
    this.message = new Template(settings.message ?? "{{event}}");
  }

  async open(peer: SocketPeer, options: OwnEventOptions): Promise<string | undefined> {
    const { auth, join } = this.#settings;
    if ((await peer.message((text) => text.startsWith("0"))) === undefined) return "no session";
    peer.send(`40${auth === undefined ? "" : ofClient(auth, options)}`);
    const answer = await peer.message((text) => /^4[04]/.test(text));
    if (!answer?.startsWith("40")) return answer ?? "no connection";
    if (join !== undefined) peer.send(`42${JOIN_ACK}${ofClient(join, options)}`);
    return undefined;
  }

  frameOf(event: OwnEvent): string {
    const text = this.message.render(event);
    const argument = jsonOf(text) === undefined ? JSON.stringify(text) : text;
    return `42${this.isAnswered ? event.index : ""}[${JSON.stringify(this.#settings.emits ?? "message")},${argument}]`;
  }

  isAnswer(text: string, event: OwnEvent): boolean {
    return text.startsWith(`43${event.index}[`);
  }
}

/** Smaller than the number of any event of a check. */
const JOIN_ACK = 0;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
