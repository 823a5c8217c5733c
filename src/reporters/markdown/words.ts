/** How names and lists are written in Markdown, and how a text from somebody else is kept from becoming Markdown. */

/** Names of approaches and kinds have no character that means something in Markdown. */
export const code = (name: string): string => `\`${name}\``;

/** "a, b and c" */
export const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** A character that nobody sees. It stops GitHub from making a link of a name, a number or an address. */
const NOTHING = "&#8203;";

const LINK = /(https?:\/\/[^\s<>|`"]+)/;

/**
 * Writes the text of a title, a peer or an error as one line of Markdown that shows exactly that text: it becomes no heading, table
 * cell, tag, image, mention or link. It uses entities, because GitHub would still understand some characters behind a backslash.
 */
export const asText = (text: string): string =>
  text.replace(CONTROL, " ").replace(/\s+/g, " ").trim().replace(MEANS_SOMETHING, inert);

/** The characters that mean something in Markdown. An underscore within a word does not. */
const MEANS_SOMETHING = /[&<>|\\`*[\]~]|(?<!\w)_|_(?!\w)|[@#](?=\w)|:\/\//g;

function inert(found: string): string {
  if (found === "://") return `:${NOTHING}//`;
  if (found === "@" || found === "#") return `${found}${NOTHING}`;
  return entities[found] ?? `\\${found}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;" };

/** The same for a text of the scenario's author, whose addresses may become links. */
export const asTextWithLinks = (text: string): string =>
  text
    .split(LINK)
    .map((part, i) => (i % 2 === 1 ? part : part.trim() === "" ? part : spaced(part)))
    .join("");

const spaced = (part: string): string => `${/^\s/.test(part) ? " " : ""}${asText(part)}${/\s$/.test(part) ? " " : ""}`;

/** Characters of names that a title or a question bears. */
const MOST_OF_NAMES = 80;

/** The names together, or how many there are when that would be too long to be read at a glance. */
export function namesOr(approaches: readonly { name: string }[], joined: (names: readonly string[]) => string): string {
  const names = joined(approaches.map(({ name }) => name));
  return names.length <= MOST_OF_NAMES || approaches.length === 1 ? names : `${approaches.length} approaches`;
}
