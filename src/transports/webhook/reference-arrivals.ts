/** What a reference service sends to clients: which event a request is, and whether it holds what was sent. */
import { indexOfEnvelope } from "../../events/envelope.js";
import { indexOfId } from "../../events/id.js";
import { NOT_THE_EVENT } from "../delivery/reasons.js";
import type { ArrivedRequest, Judged, JudgesArrivals, OwnArrivalsOptions } from "./own-arrivals.js";
import type { Keys } from "./signatures/key-ring.js";
import { signatureSchemes } from "./signatures/registry.js";
import type { SignatureScheme } from "./signatures/scheme.js";

export class ReferenceArrivals implements JudgesArrivals {
  readonly #options: Pick<OwnArrivalsOptions, "config" | "isGenuine">;
  readonly #scheme: SignatureScheme;
  readonly #keys: Keys;
  /** One function for all requests: they are judged one at a time. */
  readonly #header = (name: string): string | undefined => this.#judged!.header(name);
  #judged: ArrivedRequest | undefined;

  constructor(options: Pick<OwnArrivalsOptions, "config" | "isGenuine">, keys: Keys) {
    this.#options = options;
    this.#scheme = signatureSchemes[options.config.signature];
    this.#keys = keys;
  }

  judge(client: number, request: ArrivedRequest, nowSeconds: number): Judged {
    const { body } = request;
    if (request.method !== "POST") return { problem: "not a POST", status: 400 };
    const { config, isGenuine } = this.#options;
    this.#judged = request;
    const verdict = this.#scheme.verify(this.#keys, client, this.#header, body, nowSeconds, config.toleranceSeconds);
    if (verdict !== "ok") return { problem: verdict, status: 401 };
    const index = indexOfId(request.header("webhook-id") ?? "");
    if (index < 0) return { problem: "no event id", status: 400 };
    if (indexOfEnvelope(body) !== index) return { problem: "webhook-id is not the body's id", status: 400 };
    if (isGenuine !== undefined && !isGenuine(index, body)) return { problem: NOT_THE_EVENT, status: 400 };
    return index;
  }
}
