/** What is the same of every service whose clients receive over connections that last: its links, its intake and its deliveries. */
import { SERVICE, type Topology } from "../flow.js";
import type { Intake } from "./delivery/receiving/intake.js";
import type { SentEvent } from "./delivery/receiving/service-intake.js";
import { recover } from "./delivery/recovery.js";
import type { Deliveries } from "./delivery/sending/deliveries.js";
import type { Link, Links } from "./delivery/sending/links.js";
import type { Journal, Misbehaviour, Outstanding, Service, SocketCounters } from "./transport.js";

export abstract class LastingService implements Service {
  protected abstract readonly links: Links<Link>;
  protected abstract readonly intake: Intake<SentEvent>;
  protected abstract readonly deliveries: Deliveries;

  abstract readonly port: number;
  /** Rejects with the system's error, e.g. EADDRINUSE. */
  abstract listen(): Promise<void>;
  abstract counters(): SocketCounters;
  abstract close(): Promise<void>;

  /** Clients connect by themselves: nobody needs to be told of them. */
  subscribe(): void {}

  publish(index: number, body: Buffer): void {
    this.deliveries.publish(SERVICE, index, body);
  }

  pending(): number {
    return this.deliveries.pending + this.intake.pending + this.links.behind;
  }

  outstanding(): Iterable<Outstanding> {
    return this.deliveries.outstanding();
  }

  misbehave(how: Misbehaviour | null): void {
    this.intake.misbehave(how);
  }

  /** Every timer. */
  stop(): void {
    this.links.stop();
    this.deliveries.stop();
    this.intake.stop();
  }

  /** Takes over what an earlier process of this service wrote down. To be called before listening. */
  protected restore(journal: Journal | undefined, topology: Topology): void {
    for (const event of recover(journal, topology)) {
      this.intake.restore(event.sender, event.index);
      if (topology.flow === "relay") this.deliveries.restore(event);
    }
  }
}

/** The service, once it listens. Rejects with the error of listening, and leaves no timer. */
export async function listening<S extends LastingService>(service: S): Promise<S> {
  try {
    await service.listen();
  } catch (error) {
    service.stop();
    throw error;
  }
  return service;
}
