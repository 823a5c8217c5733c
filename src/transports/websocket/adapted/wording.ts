/** What clients say to a service in its own words: the templates of the settings, filled in. */
import { roomOf } from "../../../flow.js";
import { holdsEvent } from "../../adapting/held-event.js";
import { type Filling, Template } from "../../adapting/template.js";
import type { DriverOptions } from "../../transport.js";
import { issueToken } from "../access-tokens.js";
import type { WebSocketConfig } from "../config.js";
import type { UpgradeOptions } from "../handshake.js";

const ENVELOPE = "{{event}}";
const NO_EVENT = { index: 0, event: Buffer.alloc(0) };

/** The path of pushbench's own dialect. */
const USUAL_PATH = "/connect?client={{client}}";

export class Wording {
  /** What is missing while a connection does not open. */
  readonly noOpening: string = "no greeting";
  readonly #options: DriverOptions<WebSocketConfig>;
  readonly #path: Template;
  readonly #headers: readonly [name: string, value: Template][];
  readonly #join: Template | undefined;
  readonly #message: Template;

  constructor(options: DriverOptions<WebSocketConfig>, usualPath = USUAL_PATH) {
    const { path = usualPath, headers = {}, join, message = ENVELOPE } = options.config;
    this.#options = options;
    this.#path = new Template(path);
    this.#headers = Object.entries(headers).map(([name, value]) => [name, new Template(value)]);
    this.#join = join === undefined ? undefined : new Template(join);
    this.#message = new Template(message);
  }

  upgrade(client: number): Omit<UpgradeOptions, "authority"> {
    const { deflate, subprotocol } = this.#options.config;
    return {
      target: this.ofClient(this.#path, client),
      headers: this.#headers.map(([name, value]) => `${name}: ${this.ofClient(value, client)}`),
      subprotocol,
      deflate,
    };
  }

  /** What opens the service's own protocol. */
  connect(_client: number): string {
    return "";
  }

  /** What the client says first; undefined: nothing. */
  join(client: number): string | undefined {
    return this.#join && this.ofClient(this.#join, client);
  }

  /** What is sent for an event. */
  message(client: number, index: number, event: Buffer): Buffer {
    return this.#message.bytes(this.#about(client, index, event));
  }

  /** Whether a message of the service holds the event. `client`: who sent it. */
  holds(message: Buffer, client: number, index: number, event: Buffer): boolean {
    return holdsEvent(message, this.#message, this.#about(client, index, event));
  }

  /** Of a template that speaks of no event. */
  protected ofClient(template: Template, client: number): string {
    const about = this.#about(client, NO_EVENT.index, NO_EVENT.event);
    return template.render({ ...about, ...(template.has("token") && { token: this.#token(client) }) });
  }

  #about(client: number, index: number, event: Buffer): Filling {
    return { index, event, client, room: roomOf(this.#options.topology, client) };
  }

  #token(client: number): string {
    const { config, secret } = this.#options;
    return issueToken(secret, client, config.tokenSeconds && Date.now() / 1000 + config.tokenSeconds);
  }
}
