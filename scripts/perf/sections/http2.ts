/** Who posts webhooks over HTTP/2 at the least CPU, with a connection per client and with one that all requests share. It needs TLS. */
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { NS_PER_US } from "../../../src/units.js";
import { missing } from "../../missing-program.js";
import { type Contender, compete } from "../contest.js";
import { report } from "../contest-report.js";
import { h2load } from "../programs.js";
import { type Conditions, joined, type SectionReport } from "../section.js";
import { nodeGenerator, type StartGenerator, sinkTurn } from "../sink-turn.js";
import { VERIFIES_NOTHING } from "../tls.js";

interface Shape {
  connections: number;
  /** Requests at the same time on each. */
  streams: number;
}

const shapes: readonly Shape[] = [
  { connections: 50, streams: 1 },
  { connections: 1, streams: 50 },
];
const config = { signature: "none", tls: true, http2: true };
const unit = { name: "CPU µs per request", size: NS_PER_US };

export async function http2(conditions: Conditions): Promise<SectionReport> {
  const reports: SectionReport[] = [];
  for (const shape of shapes) reports.push(await shaped(conditions, shape));
  return joined(reports);
}

async function shaped(conditions: Conditions, { connections, streams }: Shape): Promise<SectionReport> {
  const { path: folder, remove } = scratchFolder("perf");
  try {
    const title = `Webhook over HTTP/2, 300 B POST, connections: ${connections}, requests at a time on each: ${streams}`;
    const contender = (name: string, start: StartGenerator, more: Partial<Contender> = {}): Contender => ({
      name,
      turn: () => sinkTurn(conditions, { name: "http2" }, start),
      ...more,
    });
    const node = (name: string, params: object): StartGenerator => nodeGenerator(name, { connections, ...params });
    const ours = { transport: "webhook", config, guarantee: "at-least-once", settledBy: "acked", inFlight: streams };
    const contenders = [
      contender("pushbench", node("pushbench", ours)),
      contender("node:http2", node("node-http2", { streams })),
      contender("undici", node("undici", { http2: true }), {
        ...(streams > 1 && { missing: "version 7 has one request with a body under way on a connection" }),
      }),
      contender(`h2load${VERIFIES_NOTHING}`, h2load(folder, connections, [`-m${streams}`]), {
        missing: missing("h2load"),
      }),
    ];
    return report(title, await compete(title, contenders, conditions), unit);
  } finally {
    remove();
  }
}
