/** Who posts webhooks at the least CPU: our driver, or what a load generator is usually made of. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { NS_PER_US } from "../../../src/units.js";
import { type Contender, compete } from "../contest.js";
import { report } from "../contest-report.js";
import { bodies } from "../generators/closed-loop.js";
import { startCommand } from "../load.js";
import type { Conditions, SectionReport } from "../section.js";
import { nodeGenerator, type StartGenerator, sinkTurn } from "../sink-turn.js";

const CONNECTIONS = 50;
/** Longer than a turn, after which they are stopped; they end by themselves should nobody be left to do so. */
const LONGEST = "60s";
const unit = { name: "CPU µs per request", size: NS_PER_US };

const node = (name: string, params: object = {}): StartGenerator =>
  nodeGenerator(name, { connections: CONNECTIONS, ...params });

const ours = (config: object): StartGenerator =>
  node("pushbench", { transport: "webhook", config, guarantee: "at-least-once", settledBy: "acked" });

const command =
  (line: (url: string) => readonly string[]): StartGenerator =>
  async (port, cpus, started) => {
    const running = await startCommand(line(`http://127.0.0.1:${port}/clients/0/events`), cpus);
    started.push(running);
    return running;
  };

/** `folder` is for the files that programs want their settings in. */
const programs: Record<string, (folder: string) => StartGenerator> = {
  wrk(folder) {
    const script = join(folder, "post.lua");
    const body = JSON.stringify(bodies[0]!.toString()); // a string literal in Lua too: the body is ASCII without escapes
    writeFileSync(
      script,
      `wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = ${body}\n`,
    );
    return command((url) => ["wrk", "-t1", `-c${CONNECTIONS}`, `-d${LONGEST}`, "-s", script, url]);
  },
  h2load(folder) {
    const body = join(folder, "body.json");
    writeFileSync(body, bodies[0]!);
    const settings = ["--h1", "-t1", `-c${CONNECTIONS}`, "-D", LONGEST, "-d", body];
    return command((url) => ["h2load", ...settings, "-H", "content-type: application/json", url]);
  },
};

const missing = (program: string): string | undefined =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined ? undefined : "it is not installed";

export async function keepAlive(conditions: Conditions): Promise<SectionReport> {
  const { path: folder, remove } = scratchFolder("perf");
  try {
    const contender = (name: string, start: StartGenerator, more: Partial<Contender> = {}): Contender => ({
      name,
      turn: () => sinkTurn(conditions, { name: "http", close: false }, start),
      ...more,
    });
    const program = (name: string, target?: number): Contender =>
      contender(name, programs[name]!(folder), { missing: missing(name), ...(target === undefined ? {} : { target }) });
    const title = `Webhook, keep-alive, 300 B POST, ${CONNECTIONS} connections`;
    const contenders = [
      contender("pushbench", ours({ signature: "none" })),
      contender("pushbench, signing every request", ours({})),
      contender("autocannon", node("autocannon"), { target: 0.48 }),
      contender("undici", node("undici")),
      contender("node:http", node("node-http", { keepAlive: true })),
      program("wrk", 1.15),
      program("h2load"),
    ];
    return report(title, await compete(title, contenders, conditions), unit);
  } finally {
    remove();
  }
}

export async function newConnection(conditions: Conditions): Promise<SectionReport> {
  const title = `Webhook, new connection each, 300 B POST, ${CONNECTIONS} at a time`;
  const turn = (start: StartGenerator) => () => sinkTurn(conditions, { name: "http", close: true }, start);
  const contenders: Contender[] = [
    { name: "pushbench", turn: turn(ours({ signature: "none", connection: "new" })) },
    { name: "node:http", target: 0.65, turn: turn(node("node-http", { keepAlive: false })) },
  ];
  return report(title, await compete(title, contenders, conditions), unit);
}
