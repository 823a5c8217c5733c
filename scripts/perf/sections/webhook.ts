/** Who posts webhooks at the least CPU: our driver, or what a load generator is usually made of. */
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { NS_PER_US } from "../../../src/units.js";
import { missing } from "../../missing-program.js";
import { type Contender, compete } from "../contest.js";
import { report } from "../contest-report.js";
import { h2load, wrk } from "../programs.js";
import { type Conditions, overTls, plainTarget, type SectionReport } from "../section.js";
import { nodeGenerator, type Sink, type StartGenerator, sinkTurn } from "../sink-turn.js";
import { VERIFIES_NOTHING } from "../tls.js";

const CONNECTIONS = 50;
const unit = { name: "CPU µs per request", size: NS_PER_US };

const node = (name: string, params: object = {}): StartGenerator =>
  nodeGenerator(name, { connections: CONNECTIONS, ...params });

const ours = (config: object): StartGenerator =>
  node("pushbench", { transport: "webhook", config, guarantee: "at-least-once", settledBy: "acked" });

const contenderOf =
  (conditions: Conditions, sink: Sink) =>
  (name: string, start: StartGenerator, more: Partial<Contender> = {}): Contender => ({
    name,
    turn: () => sinkTurn(conditions, sink, start),
    ...more,
  });

/** As the report names it: encrypted, it is spared the work of verifying. */
const unverified = ({ tls }: Conditions, name: string): string => (tls ? `${name}${VERIFIES_NOTHING}` : name);

export async function keepAlive(conditions: Conditions): Promise<SectionReport> {
  const { path: folder, remove } = scratchFolder("perf");
  try {
    const title = `Webhook${overTls(conditions)}, keep-alive, 300 B POST, ${CONNECTIONS} connections`;
    const contender = contenderOf(conditions, { name: "http" });
    const target = (value: number) => plainTarget(conditions, value);
    const contenders = [
      contender("pushbench", ours({ signature: "none" })),
      contender("pushbench, signing every request", ours({})),
      contender(unverified(conditions, "autocannon"), node("autocannon"), target(0.48)),
      contender("undici", node("undici")),
      contender(nodeClient(conditions), node("node-http", { keepAlive: true })),
      contender(unverified(conditions, "wrk"), wrk(folder, CONNECTIONS), { missing: missing("wrk"), ...target(1.15) }),
      contender(unverified(conditions, "h2load"), h2load(folder, CONNECTIONS, ["--h1"]), {
        missing: missing("h2load"),
      }),
    ];
    return report(title, await compete(title, contenders, conditions), unit);
  } finally {
    remove();
  }
}

/** Over TLS the handshake is what the settings make of it: a full one, or one that resumes the client's last session. */
export async function newConnection(conditions: Conditions): Promise<SectionReport> {
  const { tls } = conditions;
  const handshake = tls ? `, ${tls.resumption === "on" ? "session resumed" : "full handshake"}` : "";
  const title = `Webhook${overTls(conditions)}, new connection each${handshake}, 300 B POST, ${CONNECTIONS} at a time`;
  const contender = contenderOf(conditions, { name: "http", close: true });
  const contenders = [
    contender("pushbench", ours({ signature: "none", connection: "new" })),
    contender(nodeClient(conditions), node("node-http", { keepAlive: false }), plainTarget(conditions, 0.65)),
    contender("undici", node("undici", { newConnections: true })),
    ...(tls?.resumption === "off"
      ? [contender(unverified(conditions, "autocannon"), node("autocannon", { newConnections: true }))]
      : []),
  ];
  return report(title, await compete(title, contenders, conditions), unit);
}

const nodeClient = ({ tls }: Conditions): string => (tls ? "node:https" : "node:http");
