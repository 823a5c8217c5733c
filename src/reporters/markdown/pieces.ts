/** A line of the Markdown of reports in pieces of one style each: without marks, entities and escapes. */

export type Style = "strong" | "code" | "good" | "bad";

export interface Piece {
  text: string;
  style?: Style;
}

const TOKEN = /\\([!-/:-@[-`{-~])|&(lt|gt|amp|#124|#8203);|`([^`]*)`|(\*\*)/g;
const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", "#124": "|", "#8203": "" };

export function piecesOf(markdown: string): Piece[] {
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
