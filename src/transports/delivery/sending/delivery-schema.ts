/** What a scenario may say of deliveries over a lasting connection, whatever the connection is. */
import { positive, positiveInt, z } from "../../../schema.js";
import { jitterNames, jitters } from "./jitters.js";
import { slowConsumerPolicies, slowConsumerPolicyNames } from "./slow-consumer.js";

const A_DAY_SECONDS = 86_400;
export const seconds = (description: string) => positive(description).max(A_DAY_SECONDS);

/** Lists each name of a choice with what it means. */
export const explained = (choices: Record<string, string>): string =>
  Object.entries(choices)
    .map(([name, meaning]) => `${name}: ${meaning}`)
    .join(" ");

/** The fields of a DeliverySettings. */
export const deliveryFields = {
  ackWindow: positiveInt(
    "Under at-least-once, how many events may be under way to one peer without an ack. Further ones wait for their turn.",
  ).default(1000),
  ackTimeoutSeconds: seconds(
    "Under at-least-once, an event without an ack is sent again after this many seconds.",
  ).default(10),
  historyEvents: positiveInt(
    "Under at-least-once, how many events a room keeps for members that miss them. They may have 64 MiB together. Older ones are refused.",
  ).default(10_000),
  historySeconds: seconds(
    "Under at-least-once, how many seconds a room keeps an event for members that miss it.",
  ).default(120),
  reconnect: z
    .strictObject({
      minSeconds: seconds("The longest first wait in seconds. It doubles with every attempt that fails.").default(0.5),
      maxSeconds: seconds("The longest of all waits in seconds.").default(20),
      jitter: z
        .enum(jitterNames)
        .default("full")
        .describe(
          `How waits are spread. ${jitterNames.map((name) => `${name}: ${jitters[name].description}`).join("; ")}.`,
        ),
    })
    .prefault({})
    .describe(
      "How a client that lost its connection comes back, and how long either side waits with an event that was refused for now. The defaults are Centrifuge's.",
    ),
  slowConsumer: z
    .strictObject({
      policy: z
        .enum(slowConsumerPolicyNames)
        .default("disconnect")
        .describe(`What the service does. ${explained(slowConsumerPolicies)}`),
      maxBufferedBytes: positiveInt(
        "How many bytes may wait in the service's memory for one client before the policy applies. The default is Centrifugo's.",
      )
        .min(65_536)
        .default(1024 * 1024),
    })
    .prefault({})
    .describe("What happens to events for a client that reads more slowly than they come."),
};
