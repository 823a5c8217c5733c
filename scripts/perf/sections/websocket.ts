/** Who makes WebSocket round trips at the least CPU: our driver, or the clients that everybody uses. */
import { NS_PER_US } from "../../../src/units.js";
import { type Contender, compete } from "../contest.js";
import { report } from "../contest-report.js";
import { type Conditions, joined, overTls, plainTarget, type SectionReport } from "../section.js";
import { nodeGenerator, sinkTurn } from "../sink-turn.js";

const CONNECTIONS = [1, 100, 1_000];
/** Encryption costs the same whatever their number. */
const CONNECTIONS_OVER_TLS = [100];
/** With one connection every client is bound by wake-ups, not by its code: no target. */
const targets: Record<number, number> = { 100: 0.58, 1000: 0.46 };
const unit = { name: "CPU µs per round trip", size: NS_PER_US };

/** The event's own echo settles it: no ack frames on either side. */
const echoed = { transport: "websocket", config: {}, guarantee: "at-most-once", settledBy: "delivered" };

export async function websocketEcho(conditions: Conditions): Promise<SectionReport> {
  const reports: SectionReport[] = [];
  for (const connections of conditions.tls ? CONNECTIONS_OVER_TLS : CONNECTIONS)
    reports.push(await echo(conditions, connections));
  return joined(reports);
}

async function echo(conditions: Conditions, connections: number): Promise<SectionReport> {
  const contender = (name: string, file: string, params: object, target?: number): Contender => ({
    name,
    ...plainTarget(conditions, target),
    turn: () => sinkTurn(conditions, { name: "echo" }, nodeGenerator(file, { connections, ...params })),
  });
  const title = `WebSocket echo${overTls(conditions)}, 300 B, connections: ${connections.toLocaleString("en")}`;
  const contenders = [
    contender("pushbench", "pushbench", echoed),
    contender("ws", "ws", {}, targets[connections]),
    contender("undici", "undici-websocket", {}),
  ];
  return report(title, await compete(title, contenders, conditions), unit);
}
