/** Where a request goes, and with which headers: the same for each that is sent to a service that knows nothing of pushbench. */
import { z } from "../../schema.js";
import { template } from "./schema.js";
import type { Placeholder } from "./template.js";

/** RFC 9110 section 5.6.2. */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** A path with its query: printable ASCII but the blank and #. */
const TARGET = /^\/[\x21-\x22\x24-\x7e]*$/;
/** With a line break, a value would be a header of its own, or the end of the head. */
const VALUE = /^[\t\x20-\x7e]*$/;

/** What stands for a placeholder is a number, an id or a token, of which every character is allowed. */
const withoutPlaceholders = (text: string): string => text.replace(/\{\{.*?\}\}/g, "");

/** A path, with its query if it has one. */
export const target = (description: string, allowed: readonly Placeholder[]) =>
  template(description, allowed, (text) =>
    TARGET.test(withoutPlaceholders(text))
      ? undefined
      : "must begin with / and hold no blank, no # and nothing but ASCII: write what else it has as %20",
  );

/** Headers by their names. `refusal`: why none may have that name, which is in lower case. */
export const headers = (
  description: string,
  allowed: readonly Placeholder[],
  refusal: (name: string) => string | undefined,
) =>
  z
    .record(
      z.string(),
      template("What the header says.", allowed, (text) =>
        VALUE.test(text) ? undefined : "must be one line of ASCII, for a line break in it would begin another header",
      ),
    )
    .superRefine((named, context) => {
      for (const name of Object.keys(named)) {
        const message = TOKEN.test(name) ? refusal(name.toLowerCase()) : "must be the name of a header";
        if (message !== undefined) context.addIssue({ code: "custom", path: [name], message });
      }
    })
    .describe(description);
