/** What a scenario may say of deliveries over a lasting connection, whatever the connection is. */
import { positive, positiveInt, z } from "../../../schema.js";
import { jitterNames, jitters } from "./jitters.js";
import { slowConsumerPolicies, slowConsumerPolicyNames } from "./slow-consumer.js";

const A_DAY_SECONDS = 86_400;
export const seconds = (description: string) => positive(description).max(A_DAY_SECONDS);

/** Each name of a choice with what it means. */
export const explained = (choices: Record<string, string>): string =>
  Object.entries(choices)
    .map(([name, meaning]) => `${name}: ${meaning}`)
    .join(" ");

const described = jitterNames.map((name) => `${name}: ${jitters[name].description}`).join("; ");

/** The fields of a DeliverySettings. */
export const deliveryFields = {
  ackWindow: positiveInt(
    "At least once: events under way to one peer without an ack; further ones wait for their turn.",
  ).default(1000),
  ackTimeoutSeconds: seconds("At least once: an event without an ack is sent again after this time.").default(10),
  historyEvents: positiveInt(
    "At least once: events that a room keeps for members that miss them, 64 MiB of them at most; older ones are refused.",
  ).default(10_000),
  historySeconds: seconds("At least once: how long a room keeps an event for members that miss it.").default(120),
  reconnect: z
    .strictObject({
      minSeconds: seconds("The longest first wait; doubles with every attempt in vain.").default(0.5),
      maxSeconds: seconds("No wait is longer.").default(20),
      jitter: z.enum(jitterNames).default("full").describe(`How waits are spread. ${described}`),
    })
    .prefault({})
    .describe(
      "How a client that lost its connection comes back, and how long either side waits with an event that was refused for now (defaults: Centrifuge).",
    ),
  slowConsumer: z
    .strictObject({
      policy: z.enum(slowConsumerPolicyNames).default("disconnect").describe(explained(slowConsumerPolicies)),
      maxBufferedBytes: positiveInt(
        "Bytes that wait in the service's memory for one client before the policy applies (default: Centrifugo).",
      )
        .min(65_536)
        .default(1024 * 1024),
    })
    .prefault({})
    .describe("What happens to events for a client that reads more slowly than they come."),
};
