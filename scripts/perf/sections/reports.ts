/** What each file of a report costs, and how large it becomes: 6 rounds of a million events, read from result.json before. */
import path from "node:path";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { number, UNKNOWN } from "../../../src/reporters/format.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { reporters } from "../../../src/reporters/registry.js";
import { isOneFile, type OneFileName, reporterNames } from "../../../src/reporters/reporter-names.js";
import { spread } from "../contest-report.js";
import type { Cost } from "../growth/cost.js";
import { measures } from "../growth/growth-tables.js";
import { inProcess } from "../growth/in-process.js";
import type { Stage } from "../growth/stages-entry.js";
import type { PerfRow } from "../perf-row.js";
import type { Conditions, SectionReport } from "../section.js";

const SIZE = { scenario: "github-events", events: 1e6, clients: 1_000 };

type Turn = Cost & { fileBytes: number };

const columns = {
  seconds: measures.seconds,
  cpuSeconds: measures.cpuSeconds,
  peakBytes: measures.peakBytes,
  fileBytes: { title: "KB", unit: "KB", of: ({ fileBytes }: Turn) => fileBytes / 1e3 },
};
type Column = keyof typeof columns;

/** A page is looked at after every run, is sent, and is kept in CI. */
const targets: Partial<Record<OneFileName, Partial<Record<Column, number>>>> = {
  html: { seconds: 0.5, fileBytes: 400 },
};

export async function reports({ rounds, say }: Conditions): Promise<SectionReport> {
  const folder = scratchFolder("reports");
  try {
    const stage: Stage = { ...SIZE, folder: path.join(folder.path, "result") };
    say(`Reports: a result of ${number(SIZE.events)} events a round`);
    await inProcess("make", stage);
    const turns = new Map<OneFileName, Turn[]>(reporterNames.filter(isOneFile).map((name) => [name, []]));
    for (let round = 1; round <= rounds; round++) {
      say(`Reports, round ${round} of ${rounds}`);
      for (const [name, its] of turns) its.push(await inProcess("render", { ...stage, reporter: name }));
    }
    return reportOf(turns);
  } finally {
    folder.remove();
  }
}

export function reportOf(turns: ReadonlyMap<OneFileName, readonly Turn[]>): SectionReport {
  const rows: PerfRow[] = [];
  const lines = [...turns].map(([name, its]) => {
    const { file } = reporters[name];
    const cells = (Object.keys(columns) as Column[]).map((column) => {
      const found = spread(its.map(columns[column].of));
      if (found === undefined) return UNKNOWN;
      const target = targets[name]?.[column];
      const text = `${number(found.median)} (${number(found.low)}–${number(found.high)})`;
      if (target === undefined) return text;
      const met = found.median <= target;
      rows.push({ name: `reports: ${file}, ${columns[column].unit}`, value: found.median, target, met });
      return `${text}, ≤ ${number(target)} ${met ? "met" : "missed"}`;
    });
    return [`\`${file}\``, ...cells];
  });
  const title = `### Reports of 6 rounds with ${number(SIZE.events)} events each`;
  const header = ["", ...Object.values(columns).map((column) => column.title)];
  return { rows, markdown: `${title}\n\n${table(header, lines)}` };
}
