/** Our service, and the `eventsource` package as its client: an independent peer. */
import { once } from "node:events";
import type { TestContext } from "node:test";
import { EventSource, type EventSourceFetchInit } from "eventsource";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import { accessToken } from "../../../src/events/secret.js";
import type { Flow, Guarantee } from "../../../src/flow.js";
import { config, type SseConfig } from "../../../src/transports/sse/config.js";
import { startService } from "../../../src/transports/sse/service.js";
import type { Journal, Service } from "../../../src/transports/transport.js";
import { RecordingObserver } from "../websocket/recording-observer.js";

export const event = (index: number, text = "hi") => encodeEnvelope(index, "chat.message", 0, JSON.stringify({ text }));
export const SECRET = "s";

export type Settings = Partial<Omit<SseConfig, "post">> & { post?: Partial<SseConfig["post"]> };

/** Without signatures: they have tests of their own. */
export const settingsOf = ({ post, ...rest }: Settings = {}): SseConfig =>
  config.parse({ ...rest, post: { signature: "none", ...post } });

export interface ServiceSettings {
  flow?: Flow;
  guarantee?: Guarantee;
  clients?: number;
  config?: Settings;
  journal?: Journal;
}

/** Of one room. */
export async function started(t: TestContext, settings: ServiceSettings = {}) {
  const { flow = "broadcast", guarantee = "at-least-once", clients = 2, journal } = settings;
  const observer = new RecordingObserver();
  const service = await startService({
    port: 0,
    config: settingsOf(settings.config),
    topology: { flow, clients, roomSize: clients },
    guarantee,
    secret: SECRET,
    observer,
    ...(journal ? { journal } : {}),
  });
  t.after(() => service.close());
  return { service, observer };
}

export const urlOf = ({ port }: Service, client: number, what: "stream" | "acks" | "events"): string =>
  `http://127.0.0.1:${port}/clients/${client}/${what}`;

export const authorization = (client: number) => ({ Authorization: `Bearer ${accessToken(SECRET, client)}` });

/** As that client. `requests`: the Last-Event-ID of each request that it made; null: none. */
export async function joined(t: TestContext, service: Service, client: number) {
  const requests: (string | null)[] = [];
  const source = new EventSource(urlOf(service, client, "stream"), {
    fetch: (url: string | URL, init: EventSourceFetchInit) => {
      const headers = new Headers({ ...init.headers, ...authorization(client) });
      requests.push(headers.get("last-event-id"));
      return fetch(url, { ...init, headers });
    },
  });
  t.after(() => source.close());
  const received: { data: string; id: string }[] = [];
  const words: string[] = [];
  source.onmessage = ({ data, lastEventId }) => received.push({ data: String(data), id: lastEventId });
  for (const type of ["gap", "closed"]) source.addEventListener(type, ({ data }) => words.push(`${type} ${data}`));
  await once(source, "open");
  return { source, received, words, requests };
}

/** What that client reports. Resolves with the status of the answer. */
export async function report(service: Service, client: number, body: unknown): Promise<number> {
  const response = await fetch(urlOf(service, client, "acks"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}
