/**
 * How the data of an event is made: JSON that looks real and has an exact size. A template puts the event's number into the data, so that no
 * two events of a round are alike, and fills the rest with words or records.
 */
import { mix32, seededRandom } from "../random.js";
import { records, text } from "./filler.js";

export interface Template {
  /** The `type` member of the envelope. */
  type: string;
  description: string;
  /** The size of the shortest `data` that is possible. A smaller size is raised to this. */
  minBytes: number;
  /** Returns the serialised `data` member as ASCII, with exactly max(bytes, minBytes) bytes. It is pure. */
  render(bytes: number, index: number, seed: number): string;
}

/** `draw` gets a size that is never below minBytes, and `dice`: 32 bits that decide what varies within the event. */
export const template = (
  kind: Omit<Template, "render">,
  draw: (bytes: number, index: number, dice: number) => string,
): Template => ({
  ...kind,
  render: (bytes, index, seed) => draw(Math.max(bytes, kind.minBytes), index, mix32(index ^ mix32(seed))),
});

export const pick = <T>(from: readonly T[], dice: number): T => from[dice % from.length]!;

/** Joins `head`, as much filler as the size has room for, and `tail`. */
export const filled = (
  bytes: number,
  head: string,
  tail: string,
  fill: (offset: number, length: number) => string,
  dice: number,
): string => head + fill(dice, bytes - head.length - tail.length) + tail;

/** Like `filled`, with a member of records in front of the words: `head` [records] `middle` words `tail`. */
export function filledWithRecords(
  bytes: number,
  [head, middle, tail]: readonly [string, string, string],
  all: readonly string[],
  dice: number,
): string {
  const room = bytes - head.length - middle.length - tail.length;
  return filled(bytes, head + records(all, dice, room) + middle, tail, text, dice);
}

const RECORDS = 256;

export const prepareRecords = (purpose: string, make: (below: (n: number) => number) => object): string[] => {
  const random = seededRandom(1, purpose);
  return Array.from({ length: RECORDS }, () => JSON.stringify(make(random.int)));
};

export const hex = (below: (n: number) => number, digits: number): string =>
  Array.from({ length: digits }, () => below(16).toString(16)).join("");

export const digits = (index: number, length = 10): string => String(index).padStart(length, "0");

export const PEOPLE = ["ada", "grace", "alan", "edsger", "barbara", "donald", "margaret", "ken"] as const;
