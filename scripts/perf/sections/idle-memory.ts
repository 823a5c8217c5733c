/** What an open and quiet WebSocket costs the client in memory. */
import { count } from "../../../src/reporters/format.js";
import type { Security } from "../../../src/tls/security.js";
import { compete, type Turn } from "../contest.js";
import { report } from "../contest-report.js";
import { CALL_TIMEOUT_MS, type Running, startWorker } from "../load.js";
import { type Conditions, joined, overTls, plainTarget, type SectionReport } from "../section.js";

const CONNECTIONS = [1_000, 10_000];
/** Further handshakes would take long, and tell nothing more. */
const CONNECTIONS_OVER_TLS = [1_000];
const targets: Record<number, number> = { 10000: 0.55 };
const unit = { name: "resident KiB per connection", size: 1_024 };

type Way = "pushbench" | "ws" | "undici";
type Idle = { measure(request: { way: Way; port: number; connections: number; tls?: Security }): Promise<number> };
type Sink = { start(params: { tls?: Security }): Promise<number> };

export async function idleMemory(conditions: Conditions): Promise<SectionReport> {
  const reports: SectionReport[] = [];
  for (const connections of conditions.tls ? CONNECTIONS_OVER_TLS : CONNECTIONS) {
    const title = `Idle WebSocket connections${overTls(conditions)}: ${count(connections)}`;
    const contenders = [
      { name: "pushbench", turn: () => turn("pushbench", connections, conditions) },
      {
        name: "ws",
        ...plainTarget(conditions, targets[connections]),
        turn: () => turn("ws", connections, conditions),
      },
      { name: "undici", turn: () => turn("undici", connections, conditions) },
    ];
    reports.push(report(title, await compete(title, contenders, conditions), unit));
  }
  return joined(reports);
}

async function turn(way: Way, connections: number, { pinning, tls }: Conditions): Promise<Turn> {
  const started: Running[] = [];
  try {
    const encrypted = tls && { tls };
    const sink = startWorker<Sink>("./sinks/echo", pinning.services);
    started.push(sink);
    const port = await sink.call("start", { ...encrypted }, CALL_TIMEOUT_MS);
    const client = startWorker<Idle>("./generators/idle", pinning.generators);
    started.push(client);
    return { cost: await client.call("measure", { way, port, connections, ...encrypted }, CALL_TIMEOUT_MS) };
  } finally {
    for (const process of started.reverse()) await process.stop();
  }
}
