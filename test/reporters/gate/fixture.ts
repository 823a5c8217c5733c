/** Gate reports to render: one of each verdict, and one whose names are chosen to break formats. */
import type { GateCheck, GateReport } from "../../../src/gate/gate-report.js";

const rounds = (base: number, ratio: number): GateCheck["perRound"] =>
  Array.from({ length: 12 }, (_, i) => {
    const level = base * (1 + (i - 5.5) / 200);
    return { base: level, head: level * ratio };
  });

export const CPU: GateCheck = {
  approach: "webhook",
  metric: "service-cpu-per-delivery",
  unit: "ns",
  better: "lower",
  role: "gate",
  base: 41_200,
  head: 44_210,
  ratio: 1.073,
  low: 1.051,
  high: 1.096,
  confidence: 0.9575,
  p: 0.0012,
  tolerance: 0.02,
  smallestEffect: 0.05,
  detectableEffect: 0.038,
  verdict: "regression",
  reason: "worse by at least 4.4 %, 2 % is tolerated",
  perRound: rounds(41_200, 1.073),
};

export const THROUGHPUT: GateCheck = {
  ...CPU,
  metric: "throughput",
  unit: "per-second",
  better: "higher",
  base: 20_100,
  head: 20_020,
  ratio: 0.996,
  low: 0.981,
  high: 1.009,
  p: 0.91,
  tolerance: 0.03,
  smallestEffect: 0.1,
  detectableEffect: 0.061,
  verdict: "pass",
  reason: "worse by at most 1.9 %, 10 % would matter",
  perRound: rounds(20_100, 0.996),
};

export const P50: GateCheck = {
  ...CPU,
  approach: "websocket",
  metric: "latency-p50",
  base: 310_000,
  head: 322_000,
  ratio: 1.039,
  low: 0.94,
  high: 1.12,
  p: 0.4,
  tolerance: 0.03,
  smallestEffect: 0.1,
  detectableEffect: 0.19,
  roundsToDecide: 60,
  verdict: "inconclusive",
  reason: "may be worse by 12 %, 10 % would matter",
  perRound: rounds(310_000, 1.039),
};

export const MEMORY: GateCheck = {
  approach: "websocket",
  metric: "service-memory",
  unit: "bytes",
  better: "lower",
  role: "advisory",
  tolerance: 0.03,
  smallestEffect: 0.05,
  verdict: "inconclusive",
  reason: "measured in 0 of 24 rounds",
  perRound: [],
};

export const RATIO: GateCheck = {
  ...CPU,
  approach: "webhook / websocket",
  unit: "ratio",
  role: "advisory",
  base: 2.31,
  head: 2.48,
  perRound: rounds(2.31, 1.073),
};

export function gateReport(changes: Partial<GateReport> = {}): GateReport {
  return {
    scenario: "chat",
    base: { label: "main", ref: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d" },
    head: { label: "faster-frames", ref: "5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f80" },
    verdict: "regression",
    reason: "1 of 3 gated checks found a regression.",
    rounds: 24,
    looks: 2,
    startedAt: "2026-01-01T10:00:00.000Z",
    minutes: 6.2,
    machine: {
      fingerprint: "a1b2c3d4",
      lines: [
        ["CPU", "Example CPU @ 2.00GHz, 2 logical"],
        ["Node", "20.19.0 (V8 11.3)"],
      ],
    },
    workloadFingerprint: "00ff00ff",
    seed: 7,
    command: "npm run gate -- --scenario chat --against main --set run.seed=7",
    checks: [CPU, THROUGHPUT, P50, MEMORY, RATIO],
    failures: [],
    reasons: [],
    warnings: ["webhook: 2 of 24 rounds were left out: other processes ran on the CPUs."],
    ...changes,
  };
}

export const passing = (): GateReport =>
  gateReport({
    verdict: "pass",
    reason: "None of 1 gated check is worse by an effect that matters.",
    checks: [THROUGHPUT],
    warnings: [],
  });

export const undecided = (): GateReport =>
  gateReport({
    verdict: "inconclusive",
    reason: "1 of 2 gated checks is undecided.",
    checks: [THROUGHPUT, P50],
  });

export const failing = (): GateReport =>
  gateReport({
    reason: "webhook: 12 deliveries never arrived or were refused in 3 rounds (base: 0).",
    rounds: 3,
    looks: 1,
    checks: [],
    failures: [
      {
        code: "deliveries-lost",
        message: "webhook: 12 deliveries never arrived or were refused in 3 rounds (base: 0).",
      },
    ],
  });

/** What a branch, a folder or an approach may be called by somebody who means harm. */
export const NASTY = "a\n::error::b%0A,c:d`e|<script>@all</script>&\"'\\ --> {x}=]]>\u0000\u001b #-10";

export const nasty = (): GateReport => {
  const checks = [CPU, THROUGHPUT, P50, MEMORY].map((check, i) => ({
    ...check,
    approach: `${NASTY}${i % 2}`,
    reason: NASTY,
  }));
  const arm = { label: NASTY, ref: NASTY };
  const machine = { fingerprint: NASTY, lines: [[NASTY, NASTY] as [string, string]] };
  return gateReport({
    scenario: NASTY,
    base: arm,
    head: arm,
    reason: NASTY,
    command: NASTY,
    workloadFingerprint: NASTY,
    machine,
    checks,
    failures: [{ code: NASTY, message: NASTY }],
    warnings: [NASTY],
  });
};

export const everyReport: Record<string, () => GateReport> = {
  regression: gateReport,
  passing,
  undecided,
  failing,
  nasty,
  empty: () => gateReport({ verdict: "inconclusive", reason: "All checks are advisory.", checks: [], warnings: [] }),
};
