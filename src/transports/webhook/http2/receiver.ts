/** The webhook receiver under test over HTTP/2, as a careful Node service has it: the same checks and answers as over HTTP/1.1. */
import { indexOfId } from "../../../events/id.js";
import type { Security } from "../../../tls/security.js";
import type { Fate } from "../../delivery/receiving/lasting-faults.js";
import { SocketTally } from "../../socket-tally.js";
import { startListening } from "../../start-listening.js";
import type { SocketCounters } from "../../transport.js";
import { admitEvent, admitHead } from "../admission.js";
import type { ReceiverOptions } from "../receiver.js";
import type { ServedRequest } from "./served-request.js";
import { SecureHttp2Server } from "./server.js";
import type { Http2Settings } from "./settings.js";

export class Http2Receiver {
  readonly #options: ReceiverOptions;
  readonly #tally = new SocketTally();
  readonly #secure: SecureHttp2Server;

  constructor(options: ReceiverOptions, { maxStreams }: Http2Settings, tls: Security) {
    this.#options = options;
    const { config, observer, takenStatus } = options;
    this.#secure = new SecureHttp2Server({
      tls,
      tally: this.#tally,
      maxStreams,
      config,
      takenStatus,
      problem: (reason) => observer.problem(`receiver: ${reason}`),
      admit: (request) => this.#admit(request),
      receive: (request) => this.#receive(request),
    });
  }

  /** Resolves with the port; rejects with the system's error (EADDRINUSE, …). */
  listen(port: number): Promise<number> {
    return startListening(this.#secure.server, port);
  }

  counters(): SocketCounters {
    return this.#tally.counters();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#secure.server.close(resolve));
    await Promise.all([this.#secure.close(), closed]);
  }

  #admit(request: ServedRequest): Fate {
    request.client = admitHead(this.#options, request);
    const { intake } = this.#options;
    return intake.isFaulty ? intake.fateOf(request.client, indexOfId(request.header("webhook-id") ?? "")) : "take";
  }

  #receive(request: ServedRequest): void {
    request.index = admitEvent(this.#options, request.client, request.headers, request.body);
    request.number = request.index;
    this.#options.intake.receive(request, request.fate);
  }
}
