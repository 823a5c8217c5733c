/**
 * OpenMetrics text for GitLab's metrics report and for Prometheus' text collectors. Labels hold only what stays the
 * same from run to run, because a new label value is a new series; refs and fingerprints are in the info metric.
 * Source: OpenMetrics 1.0, "ABNF" and "Metric types". Base units: seconds and bytes.
 */
import { type GateCheck, type GateReport, type GateUnit, gateVerdicts } from "../../gate/gate-report.js";
import { nsToSeconds } from "../../units.js";

type Labels = Record<string, string>;
type Sample = { suffix?: string; labels: Labels; value: number };

interface Family {
  name: string;
  type: "gauge" | "info" | "stateset";
  /** OpenMetrics demands that the name ends with the unit. */
  unit?: string;
  help: string;
  samples: Sample[];
}

export function openMetrics(report: GateReport): string {
  const families = [...wholeGate(report), ...ratios(report), ...levels(report)].filter(
    ({ samples }) => samples.length > 0,
  );
  return `${[...families.flatMap(familyLines), "# EOF"].join("\n")}\n`;
}

/** Each reason is a series of its own, so a service that always answers something else must not flood the store. */
const MOST_REASONS = 20;

function wholeGate(report: GateReport): Family[] {
  const { scenario, base, head, machine, workloadFingerprint, verdict, rounds, minutes, startedAt } = report;
  const about = { scenario };
  const gauge = (name: string, unit: string | undefined, help: string, value: number): Family => ({
    name,
    type: "gauge",
    ...(unit !== undefined && { unit }),
    help,
    samples: [{ labels: about, value }],
  });
  const refs = { base: base.ref ?? base.label, head: head.ref ?? head.label };
  const info = { ...about, ...refs, machine: machine.fingerprint, workload: workloadFingerprint };
  return [
    {
      name: "pushbench_gate",
      type: "info",
      help: "What was compared, where.",
      samples: [{ suffix: "_info", labels: info, value: 1 }],
    },
    {
      name: "pushbench_gate_verdict",
      type: "stateset",
      help: "The verdict of the whole gate.",
      samples: states("pushbench_gate_verdict", verdict, about),
    },
    {
      name: "pushbench_gate_seen",
      type: "gauge",
      help: "What clients saw go wrong, by reason.",
      samples: report.reasons
        .slice(0, MOST_REASONS)
        .map(({ approach, arm, reason, count }) => ({ labels: { ...about, approach, arm, reason }, value: count })),
    },
    gauge("pushbench_gate_rounds", undefined, "Rounds that were run.", rounds),
    gauge("pushbench_gate_duration_seconds", "seconds", "Time that playing the gate took.", minutes * 60),
    gauge("pushbench_gate_start_seconds", "seconds", "Start, since the epoch.", Date.parse(startedAt) / 1000),
  ];
}

const labelsOf = ({ scenario }: GateReport, { approach, metric }: GateCheck): Labels => ({
  scenario,
  approach,
  metric,
});

const ratioFamilies = {
  change_ratio: { help: "Head divided by base.", of: ({ ratio }) => ratio },
  change_low_ratio: { help: "Lower end of the interval of head divided by base.", of: ({ low }) => low },
  change_high_ratio: { help: "Upper end of the interval of head divided by base.", of: ({ high }) => high },
  tolerated_ratio: { help: "Share that is not yet called worse.", of: ({ tolerance }) => tolerance },
  detectable_ratio: {
    help: "Smallest share that would have been found.",
    of: ({ detectableEffect }) => detectableEffect,
  },
} satisfies Record<string, { help: string; of(check: GateCheck): number | undefined }>;

function ratios(report: GateReport): Family[] {
  const families = Object.entries(ratioFamilies).map(
    ([name, { help, of }]): Family => ({
      name: `pushbench_gate_${name}`,
      type: "gauge",
      unit: "ratio",
      help,
      samples: report.checks.flatMap((check) => {
        const value = of(check);
        return value === undefined ? [] : [{ labels: labelsOf(report, check), value }];
      }),
    }),
  );
  const verdicts: Family = {
    name: "pushbench_gate_check_verdict",
    type: "stateset",
    help: "The verdict of a metric.",
    samples: report.checks.flatMap((check) =>
      states("pushbench_gate_check_verdict", check.verdict, { ...labelsOf(report, check), role: check.role }),
    ),
  };
  return [...families, verdicts];
}

/** A family has one unit, so levels are split by their units. */
const levelFamilies = {
  ns: { name: "time_seconds", unit: "seconds", help: "Level over the rounds, times.", toBase: nsToSeconds },
  bytes: {
    name: "size_bytes",
    unit: "bytes",
    help: "Level over the rounds, sizes.",
    toBase: (value: number) => value,
  },
  "per-second": {
    name: "rate_per_second",
    unit: "per_second",
    help: "Level over the rounds, rates.",
    toBase: (value: number) => value,
  },
  ratio: {
    name: "level_ratio",
    unit: "ratio",
    help: "Level over the rounds, ratios.",
    toBase: (value: number) => value,
  },
} satisfies Record<GateUnit, { name: string; unit: string; help: string; toBase(value: number): number }>;

const levels = (report: GateReport): Family[] =>
  Object.entries(levelFamilies).map(([unit, { name, unit: baseUnit, help, toBase }]) => ({
    name: `pushbench_gate_${name}`,
    type: "gauge",
    unit: baseUnit,
    help,
    samples: report.checks
      .filter((check) => check.unit === unit)
      .flatMap((check) =>
        (["base", "head"] as const).flatMap((arm) => {
          const value = check[arm];
          return value === undefined ? [] : [{ labels: { ...labelsOf(report, check), arm }, value: toBase(value) }];
        }),
      ),
  }));

/** A state set has a sample per state: 1 for the state that holds, else 0. The label of the state has the family's name. */
const states = (name: string, holds: string, labels: Labels): Sample[] =>
  Object.keys(gateVerdicts).map((state) => ({ labels: { ...labels, [name]: state }, value: state === holds ? 1 : 0 }));

function familyLines({ name, type, unit, help, samples }: Family): string[] {
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escaped(help)}`,
    ...samples.map(({ suffix = "", labels, value }) => `${name}${suffix}{${labelText(labels)}} ${value}`),
  ];
}

const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",");

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
