/** A sweep with everything that a chart must show: a step of connections, a crossing, points that may not be used, points without figures. */
import type { SweepRecord } from "../../../src/studies/sweep/record.js";
import { logSpaced, simulatedSweep } from "../crossover/simulated-sweep.js";

export const LONG_NAME = "webhook-with-a-name-of-sixty-characters-as-long-as-they-are-allowed".slice(0, 60);

export function chartedSweep(rounds = 6): SweepRecord {
  const record = simulatedSweep({
    rates: logSpaced(1, 1_000, 10).map((rate) => Number(rate.toPrecision(3))),
    rounds,
    approaches: {
      webhook: { standing: 40_000, perDelivery: 90_000, cliff: { below: 8, perConnection: 160_000 } },
      [LONG_NAME]: { standing: 45_000, perDelivery: 250_000 },
      websocket: { standing: 2_500_000, perDelivery: 38_000 },
    },
    noise: { spread: 0.06, shared: 0.5 },
    seed: 4,
  });
  for (const { approaches } of record.points[9]!.rounds) approaches[0]!.verdict = "generator-bound";
  for (const { approaches } of record.points[6]!.rounds) approaches[1]!.verdict = "disturbed";
  for (const { approaches } of record.points[4]!.rounds) delete approaches[2]!.cpuNsPerSecond;
  return record;
}

/** Two settings: a panel for each value of the second. */
export function chartedGrid(): SweepRecord {
  const record = chartedSweep();
  const first = { path: "payload.bytes", values: [100, 1_000, 10_000], spacing: "log" as const };
  record.question.axes = [first, ...record.question.axes];
  record.points = first.values.flatMap((bytes, place) =>
    record.points.map((point, i) => ({
      ...point,
      number: place * record.points.length + i + 1,
      at: [bytes, ...point.at],
      rounds: point.rounds.map((round) => ({
        ...round,
        approaches: round.approaches.map(({ cpuNsPerSecond, ...one }) => ({
          ...one,
          ...(cpuNsPerSecond !== undefined && { cpuNsPerSecond: cpuNsPerSecond * (1 + place) }),
        })),
      })),
    })),
  );
  return record;
}
