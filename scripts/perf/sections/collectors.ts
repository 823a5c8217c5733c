/**
 * What it costs a service to be measured: the same reference service twice, with a run's collectors and without any, loaded
 * in turn. Far below what two processes differ by themselves, hence many short slices and fresh processes in each round.
 */
import type { TransportName } from "../../../src/transports/registry.js";
import { NS_PER_US } from "../../../src/units.js";
import { report } from "../comparison.js";
import type { Standing, Turn } from "../contest.js";
import type { AlternatingMethods } from "../generators/alternating.js";
import type { ObservedServiceMethods } from "../generators/observed-service.js";
import { CALL_TIMEOUT_MS, type Running, startWorker } from "../load.js";
import type { Conditions, SectionReport } from "../section.js";

const CONNECTIONS = 50;
const WARM_UP_SLICES = 6;
const SLICES = 16;
const SLICE_MS = 250;
const TARGET = 1.01;
const unit = { name: "service CPU µs per delivery", size: NS_PER_US };
const labels: Record<TransportName, string> = { webhook: "webhook", websocket: "WebSocket" };

export async function collectors(conditions: Conditions): Promise<SectionReport> {
  const reports: SectionReport[] = [];
  for (const [transport, label] of Object.entries(labels) as [TransportName, string][]) {
    const title = `Cost of the collectors, ${label} service, ingest, ${CONNECTIONS} connections`;
    const measured: Standing = { name: "with collectors", turns: [] };
    const plain: Standing = { name: "without", target: TARGET, turns: [] };
    for (let round = 1; round <= conditions.rounds; round++) {
      conditions.say(`${title}, round ${round} of ${conditions.rounds}`);
      const turns = await alternate(transport, conditions);
      measured.turns.push(...turns[0]);
      plain.turns.push(...turns[1]);
    }
    reports.push(report(title, [measured, plain], unit));
  }
  return { rows: reports.flatMap(({ rows }) => rows), markdown: reports.map(({ markdown }) => markdown).join("\n\n") };
}

/** A turn of each per slice. */
async function alternate(transport: TransportName, { pinning }: Conditions): Promise<[Turn[], Turn[]]> {
  const started: Running[] = [];
  const start = <M extends ObservedServiceMethods | AlternatingMethods>(name: string, cpus: readonly number[]) => {
    const worker = startWorker<M>(`./generators/${name}`, cpus);
    started.push(worker);
    return worker;
  };
  try {
    const generator = start<AlternatingMethods>("alternating", pinning.generators);
    const load = { transport, config: {}, connections: CONNECTIONS, guarantee: "at-least-once" } as const;
    const services = [true, false].map((observed) => ({
      observed,
      service: start<ObservedServiceMethods>("observed-service", pinning.services),
    }));
    for (const { observed, service } of services) {
      const settings = { transport, config: {}, clients: CONNECTIONS, collectors: observed };
      const port = await service.call("start", settings, CALL_TIMEOUT_MS);
      await generator.call("connect", { ...load, port }, CALL_TIMEOUT_MS);
    }
    const turns: [Turn[], Turn[]] = [[], []];
    for (let slice = 0; slice < WARM_UP_SLICES + SLICES; slice++) {
      // First and second by turns: whatever drifts hits both alike.
      for (const side of slice % 2 === 0 ? [0, 1] : [1, 0]) {
        const { service } = services[side]!;
        await service.call("begin", undefined, CALL_TIMEOUT_MS);
        const deliveries = await generator.call("slice", { side, ms: SLICE_MS }, CALL_TIMEOUT_MS);
        const cost = (await service.call("end", undefined, CALL_TIMEOUT_MS)) / deliveries;
        if (slice >= WARM_UP_SLICES) turns[side]!.push({ cost });
      }
    }
    return turns;
  } finally {
    for (const process of started.reverse()) await process.stop();
  }
}
