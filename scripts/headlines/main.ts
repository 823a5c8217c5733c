/**
 * Renders the shipped examples anew from their results, and docs/headlines.md: what the headline of each said before this
 * version, what it says now, and which of its first lines answers three questions. `npm run headlines`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { headline } from "../../src/reporters/markdown/headline.js";
import { table } from "../../src/reporters/markdown-table.js";
import { readResult } from "../../src/reporters/read-result.js";
import { renderReports } from "../../src/reporters/registry.js";
import { type Tables, tabulate } from "../../src/reporters/tables.js";
import { withTransportFacts } from "../../src/transports/registry.js";
import { questions } from "./questions.js";

const EXAMPLES = path.join("reports", "examples");
const PAGE = path.join("docs", "headlines.md");
/** The lines between title and first section of each report, as version 0.1.0 wrote them from the same or an earlier result. */
const BEFORE = path.join("scripts", "headlines", "before.json");
const FIRST_LINES = 5;

const INTRODUCTION = `# Headlines, before and after

People repeat the headline. For each shipped example this page shows what it said in version 0.1.0, what it says now, and in which
of its first ${FIRST_LINES} lines three people find their answers. \`npm run headlines\` renders the examples from their
\`result.json\` and fails where an answer does not stand in the line that is named.`;

function answers({ summary }: Tables, lines: readonly string[]): string {
  const rows = questions.map(({ asks, line, answer, figures }) => {
    const found = lines.slice(0, FIRST_LINES).findIndex((one) => line.test(one));
    const lacking = summary.flatMap(figures).filter((figure) => !lines[found]?.includes(figure));
    if (lacking.length > 0) throw new Error(`"${asks}": ${lacking.join(", ")} is not in the line that should answer`);
    return [asks, `${found + 1}`, ...summary.map(answer)];
  });
  return table(["question", "line", ...summary.map(({ approach }) => `\`${approach}\``)], rows);
}

const quoted = (lines: readonly string[]): string => lines.map((line) => `> ${line}`.trimEnd()).join("\n");

const before = JSON.parse(readFileSync(BEFORE, "utf8")) as Record<string, string[]>;
const sections: string[] = [];
for (const name of readdirSync(EXAMPLES).sort()) {
  const folder = path.join(EXAMPLES, name);
  const result = withTransportFacts(await readResult(folder));
  for (const { file, text } of renderReports(result)) {
    if (file !== "result.json") writeFileSync(path.join(folder, file), text);
  }
  const tables = tabulate(result);
  const lines = headline(tables).split("\n");
  const old = before[name]?.flatMap((paragraph) => [...paragraph.split("\n"), ""]).slice(0, -1);
  sections.push(
    `## ${name}`,
    ...(old === undefined ? [] : ["Before:", quoted(old)]),
    `Now ([report](../reports/examples/${name}/report.md)):`,
    quoted(lines),
    ...(tables.idle ? [] : [answers(tables, lines)]), // in a run without events nobody waits for anything
  );
}
writeFileSync(PAGE, `${[INTRODUCTION, ...sections].join("\n\n")}\n`);
process.stdout.write(`${PAGE}\n`);
