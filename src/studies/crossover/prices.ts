/** What a price list may say: prices.yaml. It is strict: a misspelt key is an error. */
import { z } from "../../schema.js";
import { transportNames } from "../../transports/registry.js";

const sentence = (description: string) => z.string().trim().min(1).describe(description);

const price = (description: string) =>
  z
    .strictObject({
      price: z.number().nonnegative().describe("In the list's currency."),
      source: sentence("Where the price stands, and of which plan or region it is.").optional(),
    })
    .describe(description);

const gateway = z
  .strictObject({
    perMillionRequests: price(
      "Of a million requests. Every event that is handed in is one, and so is every delivery; an answer is part of its request.",
    ).optional(),
    perMillionMessages: price(
      "Of a million messages over a connection that stays. Every event that is handed in is one, and so is every delivery; under at-least-once, the acknowledgement of each is another.",
    ).optional(),
    perMillionConnectionMinutes: price("Of a million minutes in which a client is connected.").optional(),
  })
  .describe("What somebody between clients and service takes, such as a managed gateway.");

export const pricesSchema = z.strictObject({
  title: sentence("Whose prices these are."),
  date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date such as 2026-09-20, in quotation marks")
    .describe("The day on which they were looked up: 2026-09-20."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be a currency's three letters, such as USD")
    .describe("Of all prices: USD, EUR, …"),
  cpuHour: price("Of one CPU for an hour. Paid is what the service used.").optional(),
  memoryGbMonth: price("Of 10⁹ bytes of memory for a month. Paid is the service's RSS.").optional(),
  egressGb: price("Of 10⁹ bytes that leave the service.").optional(),
  transports: z
    .partialRecord(z.enum(transportNames as [string, ...string[]]), gateway)
    .default({})
    .describe("What each transport costs besides, by its name."),
});

export type Prices = z.output<typeof pricesSchema>;
