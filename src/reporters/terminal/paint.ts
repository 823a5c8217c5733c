/** Words as a terminal takes them, coloured or not, and broken into lines that fit. */
import { columnsOf, type Piece, type Style, type Word, widthOf } from "./inline.js";

/** Begin and end, as ECMA-48 has them. */
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

/** Between two words of which both are strong. */
const STRONG_GOES_ON = `\x1b[${codes.strong[1]}m \x1b[${codes.strong[0]}m`;

/** Lines of at most `columns`; a word that is longer than a line is cut, so that no character is lost. */
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
