/** The reference service for server-sent events: streams to its clients, and the webhook transport's receiver for what they send. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Intake } from "../delivery/receiving/intake.js";
import { type SentEvent, serviceIntake } from "../delivery/receiving/service-intake.js";
import { epochOf } from "../delivery/recovery.js";
import { Deliveries } from "../delivery/sending/deliveries.js";
import { Links } from "../delivery/sending/links.js";
import { GrowingBuffer } from "../growing-buffer.js";
import { hasGoodHost } from "../http1/required-headers.js";
import { LastingService, listening } from "../lasting-service.js";
import type { Service, ServiceOptions, SocketCounters } from "../transport.js";
import { type AdmissionRules, admitBody, admitHead, Refusal, tooLarge } from "../webhook/admission.js";
import { Receiver, refuse } from "../webhook/receiver.js";
import { horizonSeconds } from "../webhook/service.js";
import { KeyRing } from "../webhook/signatures/key-ring.js";
import { type Authorized, authorize } from "../websocket/access-tokens.js";
import type { SseConfig } from "./config.js";
import { eventWire, REPLACED, resumeOf } from "./event-stream.js";
import { parseReport, type Report } from "./reports.js";
import { Stream } from "./stream.js";

const STREAM_PATH = /^(?:https?:\/\/[^/?#]*)?\/clients\/(0|[1-9]\d{0,8})\/stream$/;
const ACKS_PATH = /^(?:https?:\/\/[^/?#]*)?\/clients\/(0|[1-9]\d{0,8})\/acks$/;
const SECONDS_UNTIL_ROOM = 1;

/** Rejects with the error of listen, e.g. EADDRINUSE. */
export const startService = (options: ServiceOptions<SseConfig>): Promise<Service> =>
  listening(new SseService(options));

class SseService extends LastingService {
  readonly #options: ServiceOptions<SseConfig>;
  readonly #rules: AdmissionRules;
  protected readonly links: Links<Stream>;
  protected readonly intake: Intake<SentEvent>;
  protected readonly deliveries: Deliveries;
  readonly #receiver: Receiver;
  readonly #epoch: string;
  port = 0;

  constructor(options: ServiceOptions<SseConfig>) {
    super();
    const { config, topology, guarantee, observer, journal, secret, tls } = options;
    const { clients, flow } = topology;
    this.#options = options;
    this.#rules = { config: config.post, clients, keys: new KeyRing(secret) };
    this.links = new Links(clients, config);
    this.#epoch = epochOf(options);
    this.deliveries = new Deliveries(options, this.links.byClient, eventWire(this.#epoch));
    this.intake = serviceIntake({
      service: options,
      journal: guarantee === "at-least-once" ? journal : undefined,
      keepsOrder: false, // every event is a request of its own
      horizonSeconds: horizonSeconds({ ...options, config: config.post }),
      patienceSeconds: 0,
      relay: (sender, index, body) => this.deliveries.publish(sender, index, body),
    });
    this.#receiver = new Receiver({
      ...this.#rules,
      clients: flow === "broadcast" ? 0 : clients,
      observer,
      intake: this.intake,
      takenStatus: 202,
      tls,
      route: (request, response) => this.#route(request, response),
    });
  }

  async listen(): Promise<void> {
    const { journal, topology } = this.#options;
    this.restore(journal, topology);
    this.port = await this.#receiver.listen(this.#options.port);
  }

  counters(): SocketCounters {
    return this.#receiver.counters();
  }

  async close(): Promise<void> {
    this.stop();
    await this.#receiver.close();
  }

  #route(request: IncomingMessage, response: ServerResponse): boolean {
    const path = request.url ?? "";
    const asksForStream = STREAM_PATH.test(path);
    if (!asksForStream && !ACKS_PATH.test(path)) return false;
    try {
      if (asksForStream) this.#open(request, response);
      else this.#takeReport(request, response);
    } catch (error) {
      refuse(this.#options.observer, response, error);
    }
    return true;
  }

  #open(request: IncomingMessage, response: ServerResponse): void {
    const { client, expiresAtSeconds } = this.#admit(request);
    const lastId = request.headers["last-event-id"];
    const stream = new Stream(response, request.socket, { client, expiresAtSeconds });
    this.links.add(stream)?.close(REPLACED);
    stream.onClose((reason) => this.#closed(stream, reason));
    this.deliveries.joined(stream, lastId === undefined ? undefined : resumeOf(`${lastId}`), this.#epoch);
  }

  /** Whose stream it is; throws a Refusal. */
  #admit(request: IncomingMessage): { client: number; expiresAtSeconds: number | undefined } {
    const { config, topology, secret } = this.#options;
    if (!hasGoodHost(request.rawHeaders, 0)) throw new Refusal(400, "bad host");
    const client = Number(STREAM_PATH.exec(request.url!)![1]);
    if (client >= topology.clients) throw new Refusal(404, "no such path");
    if (request.method !== "GET") throw new Refusal(405, "not a GET", { Allow: "GET" });
    const rules = { secret, tokensExpire: config.tokenSeconds !== undefined, nowSeconds: Date.now() / 1000 };
    const verdict: Authorized = authorize(request, client, rules);
    if ("status" in verdict) throw new Refusal(verdict.status, verdict.reason, { "WWW-Authenticate": "Bearer" });
    if (!this.links.hasRoomFor(client))
      throw new Refusal(503, "too many connections", { "Retry-After": `${SECONDS_UNTIL_ROOM}` });
    return { client, ...verdict };
  }

  #takeReport(request: IncomingMessage, response: ServerResponse): void {
    const client = admitHead(this.#rules, request, ACKS_PATH);
    const { maxBodyBytes } = this.#rules.config;
    const body = new GrowingBuffer();
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) body.append(chunk);
    });
    request.on("end", () => {
      if (request.socket.writableEnded) return; // cut off before
      try {
        if (bytes > maxBodyBytes) throw tooLarge();
        admitBody(this.#rules, client, request.headers, body.bytes);
        this.#onReport(client, reportIn(body.bytes));
        response.writeHead(204).end();
      } catch (error) {
        refuse(this.#options.observer, response, error);
      }
    });
  }

  #onReport(client: number, { through, refused }: Report): void {
    if (through !== undefined) {
      const { epoch, seq } = resumeOf(through);
      if (epoch === this.#epoch) this.deliveries.ackedThrough(client, seq);
      else this.#options.observer.problem("ack of an event that waits for none");
    }
    for (const refusal of refused) this.deliveries.refused(client, refusal);
  }

  #closed(stream: Stream, reason: string | undefined): void {
    if (!this.links.remove(stream)) return;
    if (reason !== undefined) this.#options.observer.problem(reason);
    // Who ends a stream may come back: only time tells.
    this.deliveries.left(stream.client, reason ?? "closed by the client", false);
  }
}

function reportIn(body: Buffer): Report {
  try {
    return parseReport(body);
  } catch (error) {
    throw new Refusal(400, `not a report: ${(error as Error).message}`);
  }
}
