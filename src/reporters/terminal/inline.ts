/** Turns a line of the Markdown of reports into words for a terminal: without marks, entities and escapes. */
import { UNSEEN_CHARACTER, WIDE_CHARACTER } from "../charts/text-width.js";
import { type Piece, piecesOf } from "../markdown/pieces.js";

/** A word may have several pieces: "**✓ `webhook`:**" is two words, and the second is made of a name and a colon. */
export type Word = readonly Piece[];

/** `marks` says whether ✓ and ✗ are kept. The words beside them say the same. */
export function wordsOf(markdown: string, marks: boolean): Word[] {
  const words: Piece[][] = [[]];
  for (const { text, style } of piecesOf(markdown)) {
    for (const [i, part] of text.split(/[ \n]+/).entries()) {
      if (i > 0) words.push([]);
      if (part !== "") words.at(-1)!.push({ text: part, ...(style && { style }) });
    }
  }
  const seen = words.filter((word) => word.length > 0).flatMap((word) => withMark(word, marks));
  const joined: Word[] = [];
  for (const word of seen) {
    const before = joined.at(-1);
    if (before && isUnitOf(before, word)) joined[joined.length - 1] = [...before, { text: " " }, ...word];
    else joined.push(word);
  }
  return joined;
}

/** "4.98 ms" and "3 %" are one word: a line that begins with a unit is hard to read. */
const isUnitOf = (figure: Word, unit: Word): boolean =>
  /\d$/.test(plainText([figure])) && /^([nµm]?s|%|[KMG]iB|B)[,;.):]*$/.test(plainText([unit]));

function withMark(word: Piece[], marks: boolean): Word[] {
  const mark = word.length === 1 && /^[✓✗]$/.exec(word[0]!.text)?.[0];
  if (!mark) return [word];
  return marks ? [[{ text: mark, style: mark === "✓" ? "good" : "bad" }]] : [];
}

export const plainText = (words: readonly Word[]): string =>
  words.map((word) => word.map(({ text }) => text).join("")).join(" ");

export const columnsOf = (text: string): number =>
  [...text].reduce((sum, one) => sum + (UNSEEN_CHARACTER.test(one) ? 0 : WIDE_CHARACTER.test(one) ? 2 : 1), 0);

export const widthOf = (words: readonly Word[]): number => columnsOf(plainText(words));
