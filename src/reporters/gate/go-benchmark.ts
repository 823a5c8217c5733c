/**
 * Go's benchmark text: a line per round, metric and arm, so that `benchstat -col arm gate.bench` compares base and head by
 * itself. The unit names the metric, because benchstat compares values of one unit.
 * Source: https://go.dev/design/14313-benchmark-format; units and their metadata: golang.org/x/perf/benchfmt.
 */
import type { GateCheck, GateReport, GateUnit } from "../../gate/gate-report.js";
import { seen } from "./wording.js";

/** benchstat scales the units that it knows: "ns" as a part of a unit becomes seconds. */
const unitSuffixes = { ns: "ns", bytes: "B", "per-second": "per-sec", ratio: "ratio" } satisfies Record<
  GateUnit,
  string
>;

/** The same reasons stand above the lines of both arms, because a line that differs would keep the arms apart. */
const seenLines = (report: GateReport): [string, string][] => {
  const lines = seen(report);
  return lines.length === 0 ? [] : [["seen", lines.join("; ")]];
};

export function goBenchmark(report: GateReport): string {
  const { scenario, machine, checks } = report;
  const config: [key: string, value: string][] = [
    ["scenario", scenario],
    ["workload", report.workloadFingerprint],
    ["base", report.base.ref ?? report.base.label],
    ["head", report.head.ref ?? report.head.label],
    ["machine", machine.fingerprint],
    ...seenLines(report),
    ...machine.lines.map(([name, value]): [string, string] => [configKey(name), value]),
  ];
  const units = new Map(checks.map((check) => [unitOf(check), check.better]));
  const lines = [
    // only `arm` may differ between the lines: benchstat compares within a table, and makes one per configuration
    ...config.map(([key, value]) => configLine(key, value)),
    ...[...units].map(([unit, better]) => `Unit ${unit} better=${better} assume=nothing`),
    ...(["base", "head"] as const).flatMap((arm) => [
      configLine("arm", arm),
      ...checks.flatMap((check) =>
        check.perRound.map((round) => `${nameOf(report, check)} 1 ${round[arm]} ${unitOf(check)}`),
      ),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

const configLine = (key: string, value: string): string => `${key}: ${value.replace(/\s+/g, " ").trim() || "–"}`;

/** A key begins with a lower-case letter and has no blanks, no upper case and no colons. */
const configKey = (name: string): string => name.toLowerCase().replace(/[^\p{Ll}\d]+/gu, "-");

const unitOf = ({ metric, unit }: GateCheck): string => `${word(metric)}-${unitSuffixes[unit]}`;

const nameOf = ({ scenario }: GateReport, { approach }: GateCheck): string =>
  `BenchmarkGate/scenario=${word(scenario)}/approach=${word(approach)}`.replace(GOMAXPROCS, "_$1");

/** benchstat would read a name that ends in a dash and digits as a benchmark on so many CPUs. */
const GOMAXPROCS = /-(\d+)$/;

/** A blank would end the field, and a slash would begin a part of the name. */
const word = (text: string): string => text.replace(/[\s/]+/g, "_") || "_";
