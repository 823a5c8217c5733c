/** The connections over which the clients of a service receive: one for each, and a newer one takes over. */
import { startHeartbeat } from "./heartbeat.js";
import type { Downlink } from "./recipient.js";

/** How often the service looks for tokens that have ended, within the time for which they are good. */
const TOKEN_LOOKS = 4;
const LONGEST_TOKEN_LOOK_MS = 1000;

export interface Link extends Downlink {
  /** Of its token, in Unix time; undefined: it never ends. */
  readonly expiresAtSeconds: number | undefined;
  /** Called once per heartbeat. */
  beat(): void;
  /** Its token has ended. */
  expire(): void;
}

export interface LinkSettings {
  heartbeatSeconds: number;
  maxConnections: number;
  /** How long a token is good for; absent: for ever. */
  tokenSeconds?: number | undefined;
}

export class Links<L extends Link> {
  /** By client number; undefined: it is not connected. */
  readonly byClient: (L | undefined)[];
  readonly #maxConnections: number;
  readonly #stopHeartbeat: () => void;
  readonly #tokenTimer: NodeJS.Timeout | undefined;
  #connected = 0;

  constructor(clients: number, { heartbeatSeconds, maxConnections, tokenSeconds }: LinkSettings) {
    this.byClient = new Array(clients).fill(undefined);
    this.#maxConnections = maxConnections;
    this.#stopHeartbeat = startHeartbeat(heartbeatSeconds * 1000, clients, (client) => this.byClient[client]?.beat());
    if (tokenSeconds === undefined) return;
    const lookMs = Math.min(LONGEST_TOKEN_LOOK_MS, (tokenSeconds * 1000) / TOKEN_LOOKS);
    this.#tokenTimer = setInterval(() => this.#endExpired(), lookMs);
  }

  hasRoomFor(client: number): boolean {
    return this.#connected < this.#maxConnections || this.byClient[client] !== undefined;
  }

  isCurrent(link: L): boolean {
    return this.byClient[link.client] === link;
  }

  /** Returns the one that it takes over from. */
  add(link: L): L | undefined {
    const earlier = this.byClient[link.client];
    this.byClient[link.client] = link;
    if (earlier === undefined) this.#connected++;
    return earlier;
  }

  /** False: another has taken over. */
  remove(link: L): boolean {
    if (!this.isCurrent(link)) return false;
    this.byClient[link.client] = undefined;
    this.#connected--;
    return true;
  }

  /** For how many of them bytes wait in this process. */
  get behind(): number {
    let behind = 0;
    for (const link of this.byClient) if (link !== undefined && link.bufferedBytes > 0) behind++;
    return behind;
  }

  /** Every timer. */
  stop(): void {
    this.#stopHeartbeat();
    clearInterval(this.#tokenTimer);
  }

  #endExpired(): void {
    const nowSeconds = Date.now() / 1000;
    for (const link of this.byClient) if (link?.isOpen && link.expiresAtSeconds! <= nowSeconds) link.expire();
  }
}
