/** The intake of all clients of a driver, of what the service sends them. */
import type { DriverOptions } from "../../transport.js";
import { type Arrived, Intake } from "./intake.js";
import { Namesakes } from "./namesakes.js";
import { SeenByClient } from "./seen-events.js";

export interface ClientIntakeOptions {
  driver: Pick<DriverOptions<unknown>, "topology" | "guarantee" | "observer" | "isGenuine">;
  keepsOrder: boolean;
  /** Whether what comes is signed: then a copy under at-most-once is somebody's who listened. */
  signed: boolean;
  /** How long the service goes on trying what a client refused for now. */
  patienceSeconds: number;
}

export class ClientIntake<A extends Arrived> extends Intake<A> {
  /** Absent where no two senders' events can meet, or all are compared with what was sent. */
  readonly #namesakes: Namesakes | undefined;

  constructor({ driver, keepsOrder, signed, patienceSeconds }: ClientIntakeOptions) {
    const { topology, guarantee, observer, isGenuine } = driver;
    const acknowledged = guarantee === "at-least-once";
    super({
      observer,
      acknowledged,
      keepsOrder,
      patienceMs: acknowledged ? patienceSeconds * 1000 : undefined,
      known: acknowledged || signed ? new SeenByClient() : undefined,
      recipientOf: ({ client }) => client,
      take: ({ client, index }) => observer.delivered(client, index),
    });
    this.#namesakes = topology.flow === "relay" && isGenuine === undefined ? new Namesakes() : undefined;
  }

  /** By which copies of that event are known. `end`: where the event's own bytes end. */
  numberOf(index: number, bytes: Uint8Array, end: number): number {
    return this.#namesakes?.numberOf(index, bytes, end) ?? index;
  }
}
