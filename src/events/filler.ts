/**
 * Fills an event up to its size with words, characters or records, which are cut from material that is prepared once. The material
 * is seeded, so it is the same everywhere. It is about as compressible as real messages; a repeated letter would flatter deflate.
 */
import { seededRandom } from "../random.js";

/** This is twice deflate's window of 32 KiB, so that a message that wraps around never repeats itself within the window. */
const MATERIAL_BYTES = 65_536;

const WORDS = (
  "the to and a of in is that it for you we on be this with as have at are not was but can if or will they what do " +
  "when all from there one so about just would out up time get like then more now how who some new other see who no " +
  "could which go make only here also first after thanks think want know good sure really still back work before " +
  "should please team today tomorrow meeting update release build deploy review branch merge issue ticket customer " +
  "order invoice payment report number question answer problem because release server client request response error " +
  "timeout latency message channel document version change window morning afternoon project schedule budget design " +
  "feedback pull later again around between another without something anything everyone weekend looking waiting"
).split(" ");

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function prepareText(): string {
  const random = seededRandom(1, "text");
  let text = "";
  // The square favours the words in front, as language does.
  while (text.length < MATERIAL_BYTES) text += `${WORDS[Math.floor(WORDS.length * random.next() ** 2)]} `;
  return text.slice(0, MATERIAL_BYTES);
}

function prepareCharacters(): string {
  const random = seededRandom(1, "characters");
  return Array.from({ length: MATERIAL_BYTES }, () => BASE64[random.int(64)]).join("");
}

const preparedText = prepareText();
const preparedCharacters = prepareCharacters();

function cut(material: string, offset: number, length: number): string {
  const from = offset % material.length;
  if (from + length <= material.length) return material.slice(from, from + length);
  return (material.slice(from) + material.repeat(Math.ceil(length / material.length))).slice(0, length);
}

/** `length` characters of words and spaces. Another `offset` gives another passage. */
export const text = (offset: number, length: number): string => cut(preparedText, offset, length);

/** `length` random characters of the base64 alphabet. They are cut to length, so they are not always whole base64. */
export const characters = (offset: number, length: number): string => cut(preparedCharacters, offset, length);

/** `digits` characters of the base64 alphabet that spell a number: different for different numbers below 64^digits. */
export function base64Number(value: number, digits: number): string {
  let spelled = "";
  for (let rest = value; spelled.length < digits; rest = Math.floor(rest / 64)) spelled = BASE64[rest % 64] + spelled;
  return spelled;
}

/** Joins as many of `all` by commas as fit into `bytes`, from number `first` on and around. The answer is "" when none fits. */
export function records(all: readonly string[], first: number, bytes: number): string {
  let taken = "";
  for (let next = first; ; next++) {
    const record = all[next % all.length]!;
    const comma = taken === "" ? 0 : 1;
    if (taken.length + comma + record.length > bytes) return taken;
    taken += comma ? `,${record}` : record;
  }
}
