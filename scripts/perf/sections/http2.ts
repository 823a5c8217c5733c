/** Who posts webhooks over HTTP/2 at the least CPU. It needs TLS. */
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { NS_PER_US } from "../../../src/units.js";
import { type Contender, compete } from "../contest.js";
import { report } from "../contest-report.js";
import { h2load, missing } from "../programs.js";
import type { Conditions, SectionReport } from "../section.js";
import { nodeGenerator, type StartGenerator, sinkTurn } from "../sink-turn.js";
import { VERIFIES_NOTHING } from "../tls.js";

/** As 50 clients of ours do it: each has a session of its own, with one request under way. */
const SESSIONS = 50;
const STREAMS = 1;
const unit = { name: "CPU µs per request", size: NS_PER_US };
const config = { signature: "none", tls: true, http2: true };

export async function http2(conditions: Conditions): Promise<SectionReport> {
  const { path: folder, remove } = scratchFolder("perf");
  try {
    const title = `Webhook over HTTP/2, 300 B POST, ${SESSIONS} sessions`;
    const contender = (name: string, start: StartGenerator, more: Partial<Contender> = {}): Contender => ({
      name,
      turn: () => sinkTurn(conditions, { name: "http2" }, start),
      ...more,
    });
    const node = (name: string, params: object): StartGenerator =>
      nodeGenerator(name, { connections: SESSIONS, ...params });
    const ours = { transport: "webhook", config, guarantee: "at-least-once", settledBy: "acked" };
    const contenders = [
      contender("pushbench", node("pushbench", ours)),
      contender("undici", node("undici", { http2: true })),
      contender("node:http2", node("node-http2", { streams: STREAMS })),
      contender(`h2load${VERIFIES_NOTHING}`, h2load(folder, SESSIONS, [`-m${STREAMS}`]), {
        missing: missing("h2load"),
      }),
    ];
    return report(title, await compete(title, contenders, conditions), unit);
  } finally {
    remove();
  }
}
