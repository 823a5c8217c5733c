/** How settings of services that know nothing of pushbench are written in a scenario: templates, and where an id stands. */
import { z } from "../../schema.js";
import { JSON_POINTER } from "./json-pointer.js";
import { patternProblem } from "./pattern.js";
import { type Placeholder, placeholders, problemsOf } from "./template.js";

const explained = (names: readonly Placeholder[]): string =>
  names.map((name) => `{{${name}}} (${placeholders[name]})`).join(", ");

/** Text with some of the placeholders. `refusal`: what else is wrong with it. */
export const template = (
  description: string,
  allowed: readonly Placeholder[],
  refusal: (text: string) => string | undefined = () => undefined,
) =>
  z
    .string()
    .superRefine((text, context) => {
      const other = refusal(text);
      for (const message of [...problemsOf(text, allowed), ...(other === undefined ? [] : [other])]) {
        context.addIssue({ code: "custom", message });
      }
    })
    .describe(`${description} Placeholders: ${explained(allowed)}.`);

/** A regular expression; `group`: the named group that it must have. */
export const pattern = (description: string, group?: string) =>
  z
    .string()
    .min(1)
    .superRefine((source, context) => {
      const message = patternProblem(source, group);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .describe(description);

export const pointer = z
  .string()
  .regex(JSON_POINTER, { error: "must be a JSON pointer (RFC 6901), such as /ack or /data/id" })
  .describe("Where the id stands in a message that is JSON: a JSON pointer (RFC 6901), such as /data/id.");

export const atPointer = z.strictObject({ pointer });

export const byPattern = z.strictObject({
  pattern: pattern(
    "A regular expression whose named group `id` holds the id: ack (?<id>\\S+). Messages above 64 KiB are not searched.",
    "id",
  ),
});
