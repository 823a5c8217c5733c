/** What all clients of a driver share that speak to a service in its own words. */
import { patternOf } from "../../adapting/pattern.js";
import { type Recogniser, recogniserOf } from "../../adapting/recognition.js";
import type { DriverOptions } from "../../transport.js";
import type { WebSocketConfig } from "../config.js";
import { ConnectionContext } from "../connection-context.js";
import { BurstWatch } from "./burst-watch.js";
import { isAnswered } from "./names.js";
import { StrangeMessages } from "./strange-messages.js";
import type { Wording } from "./wording.js";

const ANYTHING = /^/;

export class AdaptedContext extends ConnectionContext {
  readonly wording: Wording;
  /** What the greeting matches; undefined: the service does not greet. */
  readonly greeting: RegExp | undefined;
  /** Finds the event that a message answers; undefined: no message is an answer. */
  readonly answers: Recogniser | undefined;
  /** An answer has what was sent in it. */
  readonly echoes: boolean;
  /** Clients wait for an answer to each event. In a relay they do not: its recipients show what the service took. */
  readonly awaitsAnswers: boolean;
  /** Finds the event that a message brings to a recipient; undefined: no message brings one. */
  readonly deliveries: Recogniser | undefined;
  /** The settings do not say where the id of an event stands, so the whole message is looked for. */
  readonly comparesDeliveries: boolean;
  readonly strange: StrangeMessages;
  /** How often LastingConnection.checkAlive is called. */
  readonly checkEveryMs: number;
  /** Present where pings show what the service has read. */
  readonly bursts: BurstWatch | undefined;

  constructor(options: DriverOptions<WebSocketConfig>, wording: Wording, answerTimeoutMs?: number) {
    const { config, topology, guarantee, observer } = options;
    const { answer = "none", greeting, received } = config;
    const isRelay = topology.flow === "relay";
    const awaitsAnswers = isAnswered(config) && !isRelay;
    const acknowledged = guarantee === "at-least-once";
    super(options, answerTimeoutMs, acknowledged || awaitsAnswers);
    this.wording = wording;
    this.greeting = typeof greeting === "string" ? patternOf(greeting) : greeting && ANYTHING;
    this.answers = answer === "none" ? undefined : recogniserOf(answer === "echo" ? undefined : answer);
    this.echoes = answer === "echo";
    this.awaitsAnswers = awaitsAnswers;
    this.deliveries = isRelay ? recogniserOf(received) : undefined;
    this.comparesDeliveries = received === undefined;
    this.checkEveryMs = (config.heartbeatSeconds * 1000) / 2;
    this.strange = new StrangeMessages(observer);
    this.bursts = isRelay || awaitsAnswers || acknowledged ? undefined : new BurstWatch();
  }

  override stop(): void {
    super.stop();
    this.bursts?.stop();
  }
}
