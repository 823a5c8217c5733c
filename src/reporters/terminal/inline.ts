/** Turns a line of the Markdown of reports into words for a terminal: without marks, entities and escapes. */

export type Style = "strong" | "code" | "good" | "bad";

/** A word may have several pieces: "**✓ `webhook`:**" is two words, and the second is made of a name and a colon. */
export interface Piece {
  text: string;
  style?: Style;
}
export type Word = readonly Piece[];

const TOKEN = /\\([!-/:-@[-`{-~])|&(lt|gt|amp|#124|#8203);|`([^`]*)`|(\*\*)/g;
const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", "#124": "|", "#8203": "" };

function piecesOf(markdown: string): Piece[] {
  const pieces: Piece[] = [];
  let strong = false;
  let read = 0;
  const plain = (text: string): void => {
    const last = pieces.at(-1);
    const style = strong ? "strong" : undefined;
    if (last && last.style === style) last.text += text;
    else if (text !== "") pieces.push({ text, ...(style && { style }) });
  };
  for (const token of markdown.matchAll(TOKEN)) {
    plain(markdown.slice(read, token.index));
    read = token.index + token[0].length;
    const [, escaped, entity, code] = token;
    if (escaped !== undefined) plain(escaped);
    else if (entity !== undefined) plain(entities[entity]!);
    else if (code !== undefined) pieces.push({ text: code, style: "code" });
    else strong = !strong;
  }
  plain(markdown.slice(read));
  return pieces;
}

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

/** Characters that terminals show two columns wide: East Asian scripts and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const UNSEEN = /\p{Mark}|\p{Format}/u;

export const columnsOf = (text: string): number =>
  [...text].reduce((sum, one) => sum + (UNSEEN.test(one) ? 0 : WIDE.test(one) ? 2 : 1), 0);

export const widthOf = (words: readonly Word[]): number => columnsOf(plainText(words));
