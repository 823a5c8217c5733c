/** A service's intake of what its clients send. */
import { SERVICE } from "../../../flow.js";
import type { Journal, ServiceOptions } from "../../transport.js";
import { journalProblem } from "../reasons.js";
import { type Arrived, Intake } from "./intake.js";
import { RecentIds } from "./recent-ids.js";

export interface SentEvent extends Arrived {
  readonly body: Buffer;
}

export interface ServiceIntakeOptions {
  service: Pick<ServiceOptions<unknown>, "topology" | "guarantee" | "observer">;
  /** Absent under at-most-once. */
  journal: Journal | undefined;
  keepsOrder: boolean;
  /** How long a client may send an event again, or somebody who listened. 0: nothing comes again. */
  horizonSeconds: number;
  /** How long a client goes on trying what was refused for now. */
  patienceSeconds: number;
  /** Whether the deliveries that an event of this client makes can begin. */
  hasRoomFor?(client: number): boolean;
  /** Hands it to the other members of its sender's room. */
  relay(sender: number, index: number, body: Buffer): void;
}

/** How long a sender is asked to wait until there is room again. */
const SECONDS_UNTIL_ROOM = 1;

export function serviceIntake(options: ServiceIntakeOptions): Intake<SentEvent> {
  const { service, journal, keepsOrder, horizonSeconds, patienceSeconds, hasRoomFor, relay } = options;
  const { topology, guarantee, observer } = service;
  const acknowledged = guarantee === "at-least-once";
  return new Intake<SentEvent>({
    observer,
    acknowledged,
    keepsOrder,
    patienceMs: acknowledged ? patienceSeconds * 1000 : undefined,
    known: horizonSeconds > 0 ? new RecentIds(horizonSeconds * 1000) : undefined,
    recipientOf: () => SERVICE,
    prepare({ client, index, body }) {
      if (hasRoomFor?.(client) === false) {
        const reason = "dispatch queue full";
        observer.problem(reason);
        return { reason, status: 503, retryAfterSeconds: SECONDS_UNTIL_ROOM };
      }
      try {
        journal?.accepted(client, index, body);
        return undefined;
      } catch (error) {
        const reason = journalProblem(error);
        observer.problem(reason);
        return { reason, status: 500 };
      }
    },
    take({ index }) {
      if (topology.flow === "ingest") observer.delivered(SERVICE, index);
    },
    passOn({ client, index, body }) {
      if (topology.flow === "relay") relay(client, index, body);
    },
  });
}
