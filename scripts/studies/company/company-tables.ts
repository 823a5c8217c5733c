/** The page's tables: what a figure is in each company, and how far company moves it. */
import { groupBy } from "../../../src/group-by.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { pairedRatio } from "../../../src/statistics/ratio.js";
import { change, disturbance, spread } from "../wording.js";
import { type CompanyRow, TWIN } from "./play.js";

export function reportText(rows: readonly CompanyRow[]): string {
  return [...groupBy(rows, ({ label, scenario }) => `${label}\n${scenario}`).values()]
    .map(
      (group) =>
        `### ${group[0]!.scenario}, ${group[0]!.label}\n\n${levels(group)}\n\n${ratios(group)}\n\n${boundText(group)} ${disturbance(group)}`,
    )
    .join("\n\n");
}

const repetitions = (rows: readonly CompanyRow[]): number => Math.max(...rows.map(({ repetition }) => repetition));

/** CPU per delivery by repetition; undefined where it is missing. */
function cpu(rows: readonly CompanyRow[], company: string, approach: string): (number | undefined)[] {
  return Array.from(
    { length: repetitions(rows) },
    (_, i) =>
      rows.find((row) => row.repetition === i + 1 && row.company === company && row.approach === approach)
        ?.cpuUsPerDelivery,
  );
}

function placesOf(rows: readonly CompanyRow[]): { company: string; approach: string }[] {
  return [...groupBy(rows, ({ company, approach }) => `${company}\n${approach}`).values()]
    .map(([first]) => ({ company: first!.company, approach: first!.approach }))
    .sort((a, b) => a.approach.localeCompare(b.approach, "en") || a.company.localeCompare(b.company, "en"));
}

function levels(rows: readonly CompanyRow[]): string {
  const lines = placesOf(rows).map(({ company, approach }) => {
    const own = approach.replace(TWIN, "");
    const here = cpu(rows, company, approach);
    const toAlone = pairedRatio(here, cpu(rows, `${own} alone`, own));
    const others = rows.filter((row) => row.company === company && row.approach === approach);
    return [
      `\`${approach}\``,
      company,
      spread(here),
      company === `${own} alone` ? "" : change(toAlone),
      spread(others.map(({ generatorCpuUsPerDelivery }) => generatorCpuUsPerDelivery)),
      spread(others.map(({ latencyP50Ms }) => latencyP50Ms)),
    ];
  });
  return table(["approach", "company", "CPU per delivery, µs", "to alone", "generator's CPU, µs", "p50, ms"], lines);
}

/** How far company may move CPU per delivery, by the intervals; undefined before there are repetitions enough for one. */
export function companyBound(rows: readonly CompanyRow[]): number | undefined {
  const reaches = placesOf(rows).flatMap(({ company, approach }) => {
    const own = approach.replace(TWIN, "");
    if (company === `${own} alone`) return [];
    const { low, high } = pairedRatio(cpu(rows, company, approach), cpu(rows, `${own} alone`, own));
    return low === undefined ? [] : [1 / low, high!];
  });
  return reaches.length === 0 ? undefined : Math.max(...reaches);
}

/** The two approaches, the one that costs more by its name first. */
const bothOf = (rows: readonly CompanyRow[]): [string, string] =>
  [...new Set(rows.map(({ approach }) => approach.replace(TWIN, "")))] as [string, string];

/**
 * How far company may move the ratio of two approaches of one run: theirs, and that of their twins, in fours against the one in
 * pairs. Both sides of such a ratio met the same machine by turns, so it differs less than the figures themselves.
 */
export function ratioBound(rows: readonly CompanyRow[]): number | undefined {
  const [a, b] = bothOf(rows);
  const ratiosIn = (company: string, twin = ""): (number | undefined)[] => {
    const below = cpu(rows, company, b + twin);
    return cpu(rows, company, a + twin).map((above, i) =>
      above === undefined || below[i] === undefined ? undefined : above / below[i],
    );
  };
  const reaches = [ratiosIn("four"), ratiosIn("four", TWIN)].flatMap((inFours) => {
    const { low, high } = pairedRatio(inFours, ratiosIn("pair"));
    return low === undefined ? [] : [1 / low, high!];
  });
  return reaches.length === 0 ? undefined : Math.max(...reaches);
}

function boundText(rows: readonly CompanyRow[]): string {
  const [bound, ofRatios] = [companyBound(rows), ratioBound(rows)];
  if (bound === undefined) return "Too few repetitions for an interval.";
  const shown = (factor: number): string => `**${(Math.ceil(factor * 100) / 100).toFixed(2)}**`;
  const absolute = `The furthest that an interval of "to alone" reaches is a factor of ${shown(bound)}: CPU figures of two runs that lie closer together cannot be told from company.`;
  if (ofRatios === undefined) return absolute;
  return `${absolute} The ratio of the two within a run differs between fours and pairs by a factor of ${shown(ofRatios)} at most, by the intervals.`;
}

/** What a report would say that one costs more than the other, by company. */
function ratios(rows: readonly CompanyRow[]): string {
  const [a, b] = bothOf(rows);
  const said = [
    { name: "each alone", above: cpu(rows, `${a} alone`, a), below: cpu(rows, `${b} alone`, b) },
    { name: "pair", above: cpu(rows, "pair", a), below: cpu(rows, "pair", b) },
    { name: "four", above: cpu(rows, "four", a), below: cpu(rows, "four", b) },
    { name: "four, the twins", above: cpu(rows, "four", a + TWIN), below: cpu(rows, "four", b + TWIN) },
    { name: `\`${a}\` and its twin`, above: cpu(rows, "four", a), below: cpu(rows, "four", a + TWIN) },
    { name: `\`${b}\` and its twin`, above: cpu(rows, "four", b), below: cpu(rows, "four", b + TWIN) },
  ];
  const lines = said.map(({ name, above, below }) => {
    const { ratio, low, high } = pairedRatio(above, below);
    const interval = low === undefined ? "" : ` (${low.toFixed(2)}–${high!.toFixed(2)})`;
    return [name, ratio === undefined ? "–" : `${ratio.toFixed(2)}×${interval}`];
  });
  return table(["", `\`${a}\` ÷ \`${b}\``], lines);
}
