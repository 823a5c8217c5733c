/** Which event a message of a service is about that knows nothing of pushbench: where its id stands in the message. */
import { ID_BYTES, indexOfId, indexOfIdAt } from "../../events/id.js";
import { stepsOf, valueAt } from "./json-pointer.js";
import { MOST_SEARCHED_BYTES, patternOf } from "./pattern.js";

/** How the id is found. */
export type Recognition = { pointer: string } | { pattern: string };

/** The event's number; −1: none of ours was recognised. */
export type Recogniser = (message: Buffer) => number;

/** The largest message that is parsed as JSON to find an id in it. */
const MOST_PARSED_BYTES = 1024 * 1024;

const ID_START = "evt_";
const NONE = -1;

/** Undefined: the id may stand anywhere in the message, and the first one counts. */
export function recogniserOf(recognition: Recognition | undefined): Recogniser {
  if (recognition === undefined) return firstId;
  return "pointer" in recognition ? idAtPointer(recognition.pointer) : idInPattern(recognition.pattern);
}

function idAtPointer(pointer: string): Recogniser {
  const steps = stepsOf(pointer);
  return (message) => {
    if (message.length > MOST_PARSED_BYTES) return NONE;
    const value = valueAt(parsed(message), steps);
    return typeof value === "string" ? indexOfId(value) : NONE;
  };
}

function idInPattern(source: string): Recogniser {
  const pattern = patternOf(source);
  return (message) => {
    if (message.length > MOST_SEARCHED_BYTES) return NONE;
    return indexOfId(pattern.exec(message.toString())?.groups?.id ?? "");
  };
}

/** The first id in the bytes that is not a part of something longer. */
function firstId(message: Buffer): number {
  for (let at = message.indexOf(ID_START); at !== -1; at = message.indexOf(ID_START, at + 1)) {
    const index = indexOfIdAt(message, at);
    if (index >= 0 && !isWordByte(message[at - 1]) && !isWordByte(message[at + ID_BYTES])) return index;
  }
  return NONE;
}

/** Digits, letters and the underscore; undefined is none. */
function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

function parsed(message: Buffer): unknown {
  try {
    return JSON.parse(message.toString());
  } catch {
    return undefined;
  }
}
