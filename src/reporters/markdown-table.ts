/** Markdown tables that are also aligned in a terminal: the first column on the left, figures on the right. */

/** How many columns of a monospaced line a text takes. All characters that reports use are one column wide. */
const width = (text: string): number => [...text].length;

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = header.map((_, column) => Math.max(3, ...all.map((cells) => width(cells[column] ?? ""))));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((columns, i) => pad(cells[i] ?? "", columns, i > 0)).join(" | ")} |`;
  const rule = `|${widths.map((columns, i) => (i > 0 ? `${"-".repeat(columns + 1)}:` : `:${"-".repeat(columns + 1)}`)).join("|")}|`;
  return [line(all[0]!), rule, ...all.slice(1).map(line)].join("\n");
}

function pad(text: string, columns: number, right: boolean): string {
  const blanks = " ".repeat(columns - width(text));
  return right ? blanks + text : text + blanks;
}
