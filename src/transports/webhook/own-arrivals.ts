/**
 * What a service of the user's own sends to clients: which event a request is, and whether it holds what was sent. Such a service
 * has its own paths and bodies, and signs only where that was asked for.
 */
import { indexOfId } from "../../events/id.js";
import { roomOf, type Topology } from "../../flow.js";
import { holdsEvent } from "../adapting/held-event.js";
import { type Recogniser, recogniserOf } from "../adapting/recognition.js";
import type { Template } from "../adapting/template.js";
import { NOT_THE_EVENT } from "../delivery/reasons.js";
import type { DriverOptions } from "../transport.js";
import { bodyTemplate } from "./adapted-encoder.js";
import type { WebhookConfig } from "./config.js";
import type { Keys } from "./signatures/key-ring.js";
import { signatureSchemes } from "./signatures/registry.js";
import type { SignatureScheme } from "./signatures/scheme.js";

const METHODS = new Set(["POST", "PUT", "PATCH"]);

/** The number of the event that a request holds, or why it is refused. */
export type Judged = number | { problem: string; status: 400 | 401 };

/** What of a request is looked at. */
export interface ArrivedRequest {
  readonly method: string | undefined;
  /** By its name in lower case. */
  header(name: string): string | undefined;
  readonly body: Buffer;
}

export interface JudgesArrivals {
  /** `client`: at whose address it came. */
  judge(client: number, request: ArrivedRequest, nowSeconds: number): Judged;
}

export type OwnArrivalsOptions = Pick<DriverOptions<WebhookConfig>, "config" | "topology" | "isGenuine" | "sentEvent">;

export class OwnArrivals implements JudgesArrivals {
  readonly #options: OwnArrivalsOptions;
  readonly #topology: Topology;
  readonly #scheme: SignatureScheme | undefined;
  readonly #keys: Keys;
  readonly #message: Template;
  readonly #recognise: Recogniser = recogniserOf(undefined);

  constructor(options: OwnArrivalsOptions, keys: Keys) {
    const { config, topology } = options;
    this.#options = options;
    this.#topology = topology;
    this.#scheme = config.subscribe?.signed ? signatureSchemes[config.signature] : undefined;
    this.#keys = keys;
    this.#message = bodyTemplate(config);
  }

  judge(client: number, request: ArrivedRequest, nowSeconds: number): Judged {
    const { method = "", body } = request;
    if (!METHODS.has(method)) return { problem: `a ${method} with no event`, status: 400 };
    const header = (name: string): string | undefined => request.header(name);
    const { toleranceSeconds } = this.#options.config;
    const verdict = this.#scheme?.verify(this.#keys, client, header, body, nowSeconds, toleranceSeconds) ?? "ok";
    if (verdict !== "ok") return { problem: verdict, status: 401 };
    const named = indexOfId(header("webhook-id") ?? "");
    const index = named >= 0 ? named : this.#recognise(body);
    if (index < 0) return { problem: "no event id", status: 400 };
    return this.#isSent(client, index, body) ? index : { problem: NOT_THE_EVENT, status: 400 };
  }

  #isSent(client: number, index: number, body: Buffer): boolean {
    const { isGenuine, sentEvent } = this.#options;
    if (isGenuine?.(index, body) || sentEvent === undefined) return true;
    const topology = this.#topology;
    const filling = { index, room: roomOf(topology, client), event: sentEvent(index) };
    return holdsEvent(body, this.#message, { ...filling, client: topology.clients - 1 });
  }
}
