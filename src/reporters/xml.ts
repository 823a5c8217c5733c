/**
 * Escapes text for XML and removes the control characters that XML 1.0 forbids even as references, and those that turn the direction
 * of whatever is written after them.
 */

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/**
 * The text is safe as an element's content and as an attribute's value. Line breaks become blanks, as readers of attributes
 * make them.
 */
export const xmlText = (text: string): string =>
  text
    .replace(FORBIDDEN, "")
    .replace(/[\r\n\t]+/g, " ")
    .replace(/[&<>"']/g, (character) => entities[character]!);
