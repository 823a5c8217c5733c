/** Tells a service of the user's own where each client receives its webhooks, by a request that the settings describe. */
import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import type { ConnectionOptions } from "node:tls";
import { accessToken } from "../../events/secret.js";
import { roomOf } from "../../flow.js";
import { inWords, requestOptions } from "../../tls/single-request.js";
import { type Filling, Template } from "../adapting/template.js";
import type { ProbeOptions } from "../card.js";
import { concurrently } from "../concurrently.js";
import { addressOf, authorityOf } from "../endpoint.js";
import type { Subscriber } from "../transport.js";
import type { WebhookConfig } from "./config.js";

const AT_ONCE = 16;
const NO_EVENT = Buffer.alloc(0);
const SHOWN_CHARACTERS = 80;

/** Rejects with the first refusal. */
export async function announce(
  { config, topology, endpoint, secret, signal, tls }: ProbeOptions<WebhookConfig>,
  subscribers: readonly Subscriber[],
): Promise<void> {
  const { subscribe } = config;
  if (subscribe === undefined) throw new Error("nothing says how subscribers are announced");
  const path = new Template(subscribe.path);
  const body = new Template(subscribe.body);
  const headers = Object.entries(subscribe.headers ?? {}).map(([name, value]) => [name, new Template(value)] as const);
  const method = subscribe.method ?? "POST";
  const { host, port } = addressOf(endpoint);
  const secure = tls && requestOptions(tls, host);
  await concurrently(AT_ONCE, subscribers, async ({ client, url }) => {
    const filling: Filling = {
      ...{ index: 0, client, room: roomOf(topology, client), event: NO_EVENT },
      ...{ url, token: accessToken(secret, client) },
    };
    const refusal = await refusalOf({
      ...{ host, port, method, path: path.render(filling), signal },
      headers: {
        ...{ Host: authorityOf(endpoint), "User-Agent": "pushbench", "Content-Type": "application/json" },
        ...Object.fromEntries(headers.map(([name, value]) => [name, value.render(filling)])),
      },
      body: body.bytes(filling),
      timeout: config.timeoutSeconds * 1000,
      ...(secure && { secure }),
    });
    if (refusal === undefined) return;
    throw new Error(`${method} ${path.render(filling)} to subscribe client ${client}: ${refusal}`);
  });
}

interface Announcement {
  host: string;
  port: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Milliseconds without any sign of life. */
  timeout: number;
  signal: AbortSignal;
  /** Over TLS, and how. */
  secure?: ConnectionOptions;
}

/** What was answered instead of a 2xx; rejects when there was no answer. */
function refusalOf({ body, headers, secure, ...asked }: Announcement): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = { ...asked, agent: false, headers: { ...headers, "Content-Length": body.length } };
    const request = secure ? httpsRequest({ ...options, ...secure }) : httpRequest(options);
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", (error) => reject(inWords(error)));
    request.on("response", (response) => {
      const status = response.statusCode ?? 0;
      const line = `${status} ${response.statusMessage ?? ""}`.trimEnd();
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        if (text.length < SHOWN_CHARACTERS) text += chunk;
      });
      response.on("error", reject);
      response.on("end", () => {
        resolve(status >= 200 && status < 300 ? undefined : [line, text.slice(0, SHOWN_CHARACTERS)].join(" ").trim());
      });
    });
    request.end(body);
  });
}
