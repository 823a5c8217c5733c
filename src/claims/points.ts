import type { At } from "./claim-schema.js";

/** Whether both name the same point. A number may have been read as a word, as in a version. */
export const isSameAt = (one: At, other: At): boolean => {
  const settings = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...settings].every((setting) => String(one[setting]) === String(other[setting]));
};

/** "clients=100, payload.bytes=512"; nothing for the only point of a bench. */
export const atText = (at: At = {}): string =>
  Object.entries(at)
    .map(([setting, value]) => `${setting}=${value}`)
    .join(", ");
