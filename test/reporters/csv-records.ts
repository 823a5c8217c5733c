/** A reader of RFC 4180 that shares no code with the writer: one object per line, keyed by the header. */
export function csvRecords(text: string): Record<string, string>[] {
  const lines: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted && character === '"' && text[i + 1] === '"') cell += text[++i];
    else if (character === '"') quoted = !quoted;
    else if (quoted || (character !== "," && character !== "\n")) cell += character;
    else {
      lines.at(-1)!.push(cell);
      cell = "";
      if (character === "\n") lines.push([]);
    }
  }
  const [header, ...records] = lines.slice(0, -1);
  return records.map((cells) => {
    if (cells.length !== header!.length) throw new Error(`${cells.length} cells under ${header!.length} columns`);
    return Object.fromEntries(cells.map((value, i) => [header![i]!, value]));
  });
}
