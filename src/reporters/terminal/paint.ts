/** Writes words for a terminal, coloured or not, and breaks them into lines that fit. */
import type { Piece, Style } from "../markdown/pieces.js";
import { columnsOf, type Word, widthOf } from "./inline.js";

/** The codes with which a style begins and ends, from ECMA-48. */
const codes: Record<Style, readonly [number, number]> = {
  strong: [1, 22],
  code: [36, 39],
  good: [32, 39],
  bad: [31, 39],
};

export function painted(words: readonly Word[], colour: boolean): string {
  const paint = ({ text, style }: Piece): string => {
    if (!colour || style === undefined) return text;
    const [begin, end] = codes[style];
    return `\x1b[${begin}m${text}\x1b[${end}m`;
  };
  const text = words.map((word) => word.map(paint).join("")).join(" ");
  return text.replaceAll(STRONG_GOES_ON, " ");
}

/** Stands between two words that are both strong. */
const STRONG_GOES_ON = `\x1b[${codes.strong[1]}m \x1b[${codes.strong[0]}m`;

/** Makes lines of at most `columns`. A word that is longer than a line is broken, so that no character is lost. */
export function wrapped(words: readonly Word[], columns: number): Word[][] {
  const lines: Word[][] = [];
  let line: Word[] = [];
  for (const word of words.flatMap((one) => cut(one, columns))) {
    if (line.length > 0 && widthOf([...line, word]) > columns) {
      lines.push(line);
      line = [];
    }
    line.push(word);
  }
  return line.length > 0 ? [...lines, line] : lines;
}

function cut(word: Word, columns: number): Word[] {
  if (widthOf([word]) <= columns) return [word];
  const parts: Piece[][] = [[]];
  let used = 0;
  for (const { text, ...style } of word) {
    for (const character of text) {
      const width = columnsOf(character);
      if (used + width > columns) {
        parts.push([]);
        used = 0;
      }
      parts.at(-1)!.push({ text: character, ...style });
      used += width;
    }
  }
  return parts;
}
