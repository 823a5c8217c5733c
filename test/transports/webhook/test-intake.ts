import { type Guarantee, SERVICE } from "../../../src/flow.js";
import { Intake } from "../../../src/transports/delivery/receiving/intake.js";
import { RecentIds } from "../../../src/transports/delivery/receiving/recent-ids.js";
import type { SentEvent } from "../../../src/transports/delivery/receiving/service-intake.js";
import type { Observer } from "../../../src/transports/transport.js";

export type Accept = (client: number, index: number, body: Buffer) => "taken" | "no room";

/** An intake that remembers ids for the length of a test, and whose handler is `accept`. */
export function testIntake(observer: Observer, guarantee: Guarantee, accept: Accept): Intake<SentEvent> {
  return new Intake<SentEvent>({
    observer,
    acknowledged: guarantee === "at-least-once",
    known: new RecentIds(600_000),
    keepsOrder: false,
    recipientOf: () => SERVICE,
    prepare: ({ client, index, body }) =>
      accept(client, index, body) === "taken"
        ? undefined
        : { reason: "dispatch queue full", status: 503, retryAfterSeconds: 1 },
    take() {},
  });
}
