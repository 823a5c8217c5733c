/** Text inside XML: escaped, and without the control characters that XML 1.0 forbids even as references. */

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Safe as element content and as an attribute's value; line breaks become blanks, as a reader of attributes makes them. */
export const xmlText = (text: string): string =>
  text
    .replace(FORBIDDEN, "")
    .replace(/[\r\n\t]+/g, " ")
    .replace(/[&<>"']/g, (character) => entities[character]!);
