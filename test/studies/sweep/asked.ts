/** A sweep of a shipped scenario, as a command asks for it, and a bench that plays it without a process. */
import type { BenchOutcome, BenchRequest } from "../../../src/bench/bench.js";
import type { PushbenchError } from "../../../src/errors.js";
import { executorOf } from "../../../src/executors/registry.js";
import type { Result } from "../../../src/result/result.js";
import { loadScenario } from "../../../src/scenario/load.js";
import { parseAxes } from "../../../src/studies/sweep/axis.js";
import { planSweep } from "../../../src/studies/sweep/plan.js";
import type { SweepRecord } from "../../../src/studies/sweep/record.js";
import { resultOf, WEBHOOK, WEBSOCKET } from "../../reporters/fixture.js";

export const APPROACHES = "approaches={webhook: , websocket: }";

const load = (name: string, overrides: readonly string[]) =>
  loadScenario(name, { directories: ["scenarios"], overrides });

export const planned = (name: string, over: readonly string[], overrides: readonly string[] = [], points = 3) =>
  planSweep({
    axes: parseAxes(over, points),
    ...{ overrides, rounds: 6, generators: 1 },
    load: (more) => load(name, [...overrides, ...more]),
  });

/** A study that has not begun. */
export async function recordOf(name: string, over: readonly string[], rounds = 6): Promise<SweepRecord> {
  const overrides = [APPROACHES];
  const { axes, points } = await planned(name, over, overrides);
  return {
    ...{ schemaVersion: 1, study: "sweep", pushbenchVersion: "0.1.0", program: "pushbench", state: "running" },
    startedAt: "2026-01-02T10:00:00.000Z",
    question: {
      scenario: await load(name, overrides),
      ...{ scenarioGiven: name, overrides, approachesGiven: [], axes, rounds, generators: 1, reference: "websocket" },
    },
    points,
  };
}

/** What a bench of one round found; `bend` may make it anything else, or give the reason why it broke off. */
export type Bend = (result: Result, request: BenchRequest) => PushbenchError | undefined;

export const simulated =
  (bend: Bend = () => undefined) =>
  async (request: BenchRequest): Promise<BenchOutcome> => {
    const { approaches, run, arrivals, ...scenario } = request.scenario;
    const known = [WEBHOOK, WEBSOCKET].filter(({ name }) => approaches.some((one) => one.name === name));
    const result = resultOf(1, known);
    const executor = executorOf(arrivals);
    const perSecond = executor.loop === "open" ? executor.expectedEvents(arrivals, 1e9) : 0;
    Object.assign(result.scenario, { arrivals, run, clients: scenario.clients });
    for (const round of result.rounds[0]!.approaches) {
      const delivered = Math.max(1, Math.round(perSecond * 3));
      Object.assign(round.deliveries, { events: delivered, expected: delivered, delivered });
      const eachNs = round.approach === "webhook" ? 100_000 : 40_000;
      Object.assign(round, { activeNs: 3e9, windowNs: 3e9 });
      round.service.cpuNs = (3e6 + delivered * eachNs) * (1 + run.seed / 100);
    }
    const failure = bend(result, request);
    return { result, file: undefined as never, ...(failure && { failure }) };
  };
