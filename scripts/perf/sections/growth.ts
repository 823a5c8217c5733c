/** How the time and the memory of the tool itself grow with a run: planned, taken in, written and reported, without playing it. */
import path from "node:path";
import { counted } from "../../../src/counted.js";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { percent } from "../../../src/reporters/format.js";
import type { Cost } from "../growth/cost.js";
import { type Axis, growthReport, type StageTurns } from "../growth/growth-tables.js";
import { inProcess } from "../growth/in-process.js";
import { confidenceOf } from "../growth/slopes.js";
import type { Stage, StageMethods } from "../growth/stages-entry.js";
import type { Size } from "../growth/workload.js";
import { type Conditions, joined, type SectionReport } from "../section.js";

type StageName = Exclude<keyof StageMethods, "make" | "render" | "close">;

/** What they are called in the tables, and what a million events may cost. */
const stages: Record<StageName, Pick<StageTurns, "name" | "targets">> = {
  plan: { name: "plan a round", targets: { seconds: 0.3, peakBytes: 100 } },
  fingerprint: { name: "fingerprint of 6 rounds" },
  handOver: { name: "schedules to 2 generators" },
  clientLists: { name: "lists of clients" },
  observations: { name: "observations from a generator" },
  takeIn: { name: "take in a round of one approach" },
  write: { name: "write result.json" },
  read: { name: "read result.json" },
  report: { name: "read and report", targets: { seconds: 2 } },
  compare: { name: "compare two" },
};

interface GrowthAxis extends Axis {
  sizeOf(size: number): Size;
  stages: readonly StageName[];
  isAimed: boolean;
}

const axes: readonly GrowthAxis[] = [
  {
    title: "Growth with the events of a round, 1,000 clients",
    of: "events",
    sizes: [1e4, 1e5, 1e6],
    sizeOf: (events) => ({ scenario: "github-events", events, clients: 1_000 }),
    stages: [
      ...(["plan", "fingerprint", "handOver", "observations", "takeIn"] as const),
      ...(["write", "read", "report", "compare"] as const),
    ],
    isAimed: true,
  },
  {
    title: "Growth with clients, rooms of 10, 10,000 events a round",
    of: "clients",
    sizes: [1e2, 1e3, 1e4, 1e5],
    sizeOf: (clients) => ({ scenario: "chat", events: 1e4, clients }),
    stages: ["plan", "handOver", "clientLists", "takeIn", "report"],
    isAimed: false,
  },
];

export async function growth(conditions: Conditions): Promise<SectionReport> {
  const folder = scratchFolder("growth");
  try {
    const reports: SectionReport[] = [];
    for (const axis of axes) reports.push(await growthAlong(axis, folder.path, conditions));
    const { rows, markdown } = joined(reports);
    return { rows, markdown: [markdown, noteOn(conditions.rounds)].join("\n\n") };
  } finally {
    folder.remove();
  }
}

async function growthAlong(axis: GrowthAxis, folder: string, { rounds, say }: Conditions): Promise<SectionReport> {
  const sizes: Stage[] = axis.sizes.map((size) => ({
    ...axis.sizeOf(size),
    folder: path.join(folder, `${axis.of}-${size}`),
  }));
  for (const size of sizes) {
    say(`${axis.title}: a result of ${size.events} events and ${size.clients} clients`);
    await inProcess("make", size);
  }
  const turns = new Map<StageName, Cost[][]>();
  for (let round = 1; round <= rounds; round++) {
    say(`${axis.title}, round ${round} of ${rounds}`);
    for (const name of axis.stages) {
      const costs: Cost[] = [];
      for (const size of sizes) costs.push(await inProcess(name, size));
      turns.set(name, [...(turns.get(name) ?? []), costs]);
    }
  }
  const standings = axis.stages.map((name) => {
    const { targets, ...stage } = stages[name];
    return { ...stage, ...(axis.isAimed && targets && { targets }), turns: turns.get(name)! };
  });
  return growthReport(axis, standings);
}

const noteOn = (rounds: number): string =>
  `An exponent of 1 is proportional to the size, 0 does not grow. Its range over ${counted(rounds, "turn")} is an interval of ${percent(confidenceOf(rounds))}.`;
