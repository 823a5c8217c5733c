/** Requests as a service of the user's own takes them, which knows nothing of pushbench: by templates, in place of RequestEncoder. */
import { accessToken } from "../../events/secret.js";
import { roomOf, type Topology } from "../../flow.js";
import { type Filling, Template } from "../adapting/template.js";
import type { Retry } from "../delivery/sending/retry-delay.js";
import type { OwnSettings } from "./own-settings.js";
import { bodyOf, type EncodesRequests, signedRequest } from "./request-encoder.js";
import type { Keys } from "./signatures/key-ring.js";
import { type SignatureName, signatureSchemes } from "./signatures/registry.js";
import type { SignatureScheme } from "./signatures/scheme.js";

const NO_EVENT = Buffer.alloc(0);

type Settings = OwnSettings & { signature: SignatureName; connection: "keep-alive" | "new" };

/** Whether anything is said of how requests look. */
export const isAdapted = ({ path, method, headers, body }: OwnSettings): boolean =>
  [path, method, headers, body].some((setting) => setting !== undefined);

export interface AdaptedEncoderOptions {
  settings: Settings;
  keys: Keys;
  /** As in the Host header. */
  host: string;
  topology: Topology;
  /** Of the run. */
  secret: string;
}

export class AdaptedEncoder implements EncodesRequests {
  readonly #scheme: SignatureScheme;
  readonly #keys: Keys;
  readonly #topology: Topology;
  readonly #secret: string;
  readonly #body: Template;
  /** The head up to what depends on the body. */
  readonly #head: Template;
  readonly #needsToken: boolean;
  readonly #tokens = new Map<number, string>();

  constructor({ settings, keys, host, topology, secret }: AdaptedEncoderOptions) {
    this.#scheme = signatureSchemes[settings.signature];
    this.#keys = keys;
    this.#topology = topology;
    this.#secret = secret;
    this.#body = bodyTemplate(settings);
    this.#head = new Template(headText(settings, host));
    this.#needsToken = this.#head.has("token") || this.#body.has("token");
  }

  encode(client: number, index: number, event: Buffer): Buffer {
    const filling = this.#filling(client, index, event);
    return this.#request(filling, this.#body.bytes(filling));
  }

  encodeAgain(client: number, index: number, request: Buffer, retry?: Retry): Buffer {
    return this.#request(this.#filling(client, index, NO_EVENT), bodyOf(request), retry);
  }

  #request(filling: Filling, body: Buffer, retry?: Retry): Buffer {
    const { client, index } = filling;
    const signed = { client, index, body, scheme: this.#scheme, keys: this.#keys };
    return signedRequest(this.#head.render(filling), signed, retry);
  }

  #filling(client: number, index: number, event: Buffer): Filling {
    const room = roomOf(this.#topology, client);
    const filling = { index, client, room, event };
    return this.#needsToken ? { ...filling, token: this.#token(client) } : filling;
  }

  #token(client: number): string {
    let token = this.#tokens.get(client);
    if (token === undefined) {
      token = accessToken(this.#secret, client);
      this.#tokens.set(client, token);
    }
    return token;
  }
}

/** What is sent of an event. */
export const bodyTemplate = ({ body }: OwnSettings): Template => new Template(body ?? "{{event}}");

function headText(settings: Settings, host: string): string {
  const { path = "/clients/{{client}}/events", method = "POST", headers = {}, connection } = settings;
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const usual = { Host: host, "User-Agent": "pushbench", "Content-Type": "application/json" };
  const fields = [
    ...Object.entries(usual).filter(([name]) => !given.has(name.toLowerCase())),
    ...Object.entries(headers),
    ...(connection === "new" ? [["Connection", "close"]] : []),
  ];
  return `${method} ${path} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;
}
