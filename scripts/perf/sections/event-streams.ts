/** Who receives events over text/event-stream at the least CPU: our clients, or those that everybody uses. */

import type { Security } from "../../../src/tls/security.js";
import { NS_PER_US } from "../../../src/units.js";
import { compete, type Turn } from "../contest.js";
import { report } from "../contest-report.js";
import { CALL_TIMEOUT_MS, type Counting, loadTurn, startWorker } from "../load.js";
import { type Conditions, overTls, plainTarget, type SectionReport } from "../section.js";
import { nodeGenerator } from "../sink-turn.js";

const STREAMS = 50;
type Sink = Counting & { start(params: { tls?: Security }): Promise<number>; write(): void };

export async function eventStreams(conditions: Conditions): Promise<SectionReport> {
  const title = `Events over text/event-stream${overTls(conditions)}, 300 B, ${STREAMS} streams, 5,000 events/s`;
  const contenders = [
    { name: "pushbench", turn: () => turn("event-streams", conditions) },
    { name: "eventsource", ...plainTarget(conditions, 0.5), turn: () => turn("eventsource", conditions) },
  ];
  const standings = await compete(title, contenders, conditions);
  return report(title, standings, { name: "CPU µs per event", size: NS_PER_US });
}

const turn = (name: string, { pinning, tls }: Conditions): Promise<Turn> =>
  loadTurn({ connectionsPerOperation: 0 }, async (started) => {
    const encrypted = tls && { tls };
    const counting = startWorker<Sink>("./sinks/streams", pinning.services);
    started.push(counting);
    const port = await counting.call("start", { ...encrypted }, CALL_TIMEOUT_MS);
    const measured = await nodeGenerator(name, { connections: STREAMS })(
      { port, ...encrypted },
      pinning.generators,
      started,
    );
    await counting.call("write", undefined, CALL_TIMEOUT_MS);
    return { measured, counting };
  });
