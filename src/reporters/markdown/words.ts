/** How names and lists are written in Markdown, and how a text that others wrote stays a text. */

/** Names of approaches and kinds hold nothing that Markdown knows. */
export const code = (name: string): string => `\`${name}\``;

/** "a, b and c" */
export const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** Breaks what GitHub makes of a name, a number or an address, and is not seen. */
const NOTHING = "&#8203;";

const LINK = /(https?:\/\/[^\s<>|`"]+)/;

/**
 * Text of a title, a peer or an error as one line of Markdown that shows just that: no heading, table cell, tag, image,
 * mention or link of its own. Entities where GitHub would read on behind a backslash.
 */
export const asText = (text: string): string =>
  text.replace(CONTROL, " ").replace(/\s+/g, " ").trim().replace(MEANS_SOMETHING, inert);

/** An underscore within a word means nothing. */
const MEANS_SOMETHING = /[&<>|\\`*[\]~]|(?<!\w)_|_(?!\w)|[@#](?=\w)|:\/\//g;

function inert(found: string): string {
  if (found === "://") return `:${NOTHING}//`;
  if (found === "@" || found === "#") return `${found}${NOTHING}`;
  return entities[found] ?? `\\${found}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;" };

/** The same, of a text by whoever wrote the scenario: its addresses may be followed. */
export const asTextWithLinks = (text: string): string =>
  text
    .split(LINK)
    .map((part, i) => (i % 2 === 1 ? part : part.trim() === "" ? part : spaced(part)))
    .join("");

const spaced = (part: string): string => `${/^\s/.test(part) ? " " : ""}${asText(part)}${/\s$/.test(part) ? " " : ""}`;
