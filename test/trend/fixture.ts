/** A history to look at: forty gate runs of two approaches on one machine, and a few on another. */
import type { GateReport } from "../../src/gate/gate-report.js";
import { seededRandom } from "../../src/random.js";
import { type HistoryEntry, historyEntry } from "../../src/trend/history.js";
import { CPU, gateReport, MEMORY, THROUGHPUT } from "../reporters/gate/fixture.js";

const random = seededRandom(3, "history");
const noisy = (value: number): number => value * (1 + 0.01 * (random.next() - 0.5));

export const runReport = (day: number, changes: Partial<GateReport> = {}): GateReport =>
  gateReport({
    startedAt: new Date(Date.UTC(2026, 0, 1 + day, 9)).toISOString(),
    head: { label: "main", ref: `${String(day).padStart(3, "0")}5d6e7f8091a2` },
    checks: [
      { ...CPU, perRound: [{ base: 41_200, head: noisy(day < 25 ? 41_200 : 44_900) }] },
      { ...CPU, approach: "websocket", perRound: [{ base: 18_100, head: noisy(18_100) }] },
      { ...THROUGHPUT, perRound: [{ base: 20_000, head: noisy(day < 10 ? 20_000 : 22_000) }] },
      MEMORY,
    ],
    ...changes,
  });

const otherMachine = { fingerprint: "ffff0000", lines: [["CPU", "Another CPU, 4 logical"] as [string, string]] };

export const HISTORY: HistoryEntry[] = [
  ...Array.from({ length: 40 }, (_, day) => runReport(day)),
  ...Array.from({ length: 4 }, (_, day) => runReport(day, { machine: otherMachine })),
].map(historyEntry);

export const lines = (entries: readonly HistoryEntry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
