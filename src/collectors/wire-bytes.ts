import type { Flow } from "../flow.js";
import type { WireSample } from "../result/result.js";
import type { TlsSample } from "../result/wire.js";
import type { Collector, Delivery, RoundPart, SliceEnd } from "./collector.js";

/**
 * The bytes on the wire, from the counters of the clients' sockets, and how many of them are event bodies. A relayed event is
 * carried once to the service and once to each recipient. With compression a body takes fewer bytes than it has. Of encrypted
 * connections, also what was inside, and how they began.
 */
export class WireCollector implements Collector {
  readonly #flow: Flow;
  readonly #bodyBytes: (event: number) => number;
  readonly #sum = {
    ...{ toServiceBytes: 0, fromServiceBytes: 0, payloadBytes: 0, payloadToServiceBytes: 0 },
    connectionsOpenedDuring: 0,
  } satisfies Partial<WireSample>;
  #tls: TlsSample | undefined;

  constructor(flow: Flow, bodyBytes: (event: number) => number) {
    this.#flow = flow;
    this.#bodyBytes = bodyBytes;
  }

  begun(event: number): void {
    if (this.#flow === "broadcast") return;
    const bytes = this.#bodyBytes(event);
    this.#sum.payloadBytes += bytes;
    this.#sum.payloadToServiceBytes += bytes;
  }

  delivered({ event }: Pick<Delivery, "event">): void {
    if (this.#flow !== "ingest") this.#sum.payloadBytes += this.#bodyBytes(event);
  }

  endSlice(slice: Pick<SliceEnd, "wire">): void {
    for (const wire of slice.wire) {
      this.#sum.toServiceBytes += wire.bytesWritten;
      this.#sum.fromServiceBytes += wire.bytesRead;
      this.#sum.connectionsOpenedDuring += wire.connectionsOpened;
      if (wire.tls !== undefined) this.#addTls(wire.tls);
    }
  }

  #addTls({ plainBytesRead, plainBytesWritten, opened, accepted }: NonNullable<SliceEnd["wire"][number]["tls"]>): void {
    const none = (): TlsSample["handshakes"]["byClients"] => ({ full: 0, resumed: 0 });
    this.#tls ??= {
      ...{ plainToServiceBytes: 0, plainFromServiceBytes: 0 },
      handshakes: { byClients: none(), byService: none() },
    };
    this.#tls.plainToServiceBytes += plainBytesWritten;
    this.#tls.plainFromServiceBytes += plainBytesRead;
    const { byClients, byService } = this.#tls.handshakes;
    for (const kind of ["full", "resumed"] as const) {
      byClients[kind] += opened[kind];
      byService[kind] += accepted[kind];
    }
  }

  sample(): Pick<RoundPart, "wire"> {
    return { wire: { ...this.#sum, ...(this.#tls && { tls: this.#tls }) } };
  }
}
