/**
 * Runs that are broken off at random moments in random ways: whatever happens, no process stays, no temporary folder, no stack is
 * shown, and no exit code says what is not so. Each way is seeded: RANDOM_ENDS_SEED and RANDOM_ENDS_ONLY=<number> play one again,
 * RANDOM_ENDS says how many there are.
 */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type Random, seededRandom } from "../../src/random.js";
import { fixture } from "../end-to-end/command-line.js";
import { namesIn, type Seen, WatchedRun } from "./watched-run.js";

const COUNT = Number(process.env.RANDOM_ENDS ?? 200);
const SEED = Number(process.env.RANDOM_ENDS_SEED ?? 1);
const ONLY = process.env.RANDOM_ENDS_ONLY;
const AT_ONCE = 4;
/** A run takes about this long when nothing happens to it, on a machine that is as busy as this test makes it. */
const RUN_MS = 4_000;
/** Beyond this a run hangs. */
const HUNG_MS = 60_000;
/** After the end of the bench its processes may take this long to notice and go. */
const GONE_MS = 8_000;

const set = (...settings: string[]): string[] => settings.flatMap((setting) => ["--set", setting]);
const brief = set(
  ...["clients=3", "run.rounds=2", "run.warmUpSeconds=0.1", "run.measureSeconds=0.8"],
  ...["run.drainSeconds=1", "objectives={}", "arrivals={executor: constant-arrival-rate, perSecond: 40}"],
);
const faulty = (fault: string): string[] => [
  ...["bench", "--scenario", "outage", "--approaches", "webhook", ...brief],
  // Senders that give up soon: with a journal that takes nothing more, a run would else be patient for minutes.
  ...set(`faults=[${fault}]`, "approaches.webhook.retries={schedule: [0.05, 0.1, 0.2], jitter: none}"),
];
const own = `'${process.execPath}' '${fixture("own-receiver")}'`;

const commands: readonly (readonly [name: string, argv: string[]])[] = [
  ["plain", ["bench", "--scenario", "payment", "--approaches", "webhook,websocket", ...brief]],
  ["json", ["bench", "--scenario", "chat", "--approaches", "websocket", ...brief, ...set("rooms.size=3"), "--json"]],
  ["frozen", faulty("{kind: service-frozen, atSeconds: 0.1, forSeconds: 0.5}")],
  ["killed", faulty("{kind: service-killed, atSeconds: 0.1, forSeconds: 0.3}")],
  ["cut", faulty("{kind: network-cut, atSeconds: 0.1, forSeconds: 0.3, how: half-open}")],
  [
    "own service",
    [
      ...["gate", "--scenario", "payment", "--approaches", "webhook", "--base-command", own, "--head-command", own],
      ...["--rounds-limit", "2", "--history", "history.ndjson", ...brief],
    ],
  ],
];

interface End {
  name: string;
  /** Before the run begins. */
  options?: ConstructorParameters<typeof WatchedRun>[1];
  /** At the random moment. */
  strike?(run: WatchedRun, random: Random): Promise<void> | void;
  /** The run itself was asked to end and could hear it. */
  isInterruption?: true;
}

const bench = (run: WatchedRun): Seen[] => [{ pid: run.child.pid!, state: "", role: "bench" }];
const others = (run: WatchedRun): Seen[] => run.processes().filter(({ role }) => role !== "bench" && role !== "other");
const oneOf = <T>(random: Random, list: readonly T[]): T[] => (list.length > 0 ? [list[random.int(list.length)]!] : []);
const interrupting = (name: NodeJS.Signals): End => ({
  name,
  isInterruption: true,
  strike: (run) => run.signal(name, bench(run)),
});

const ends: readonly ((random: Random) => End)[] = [
  () => interrupting("SIGINT"),
  () => interrupting("SIGTERM"),
  () => interrupting("SIGHUP"),
  () => interrupting("SIGQUIT"),
  () => ({
    name: "SIGINT, and again",
    isInterruption: true,
    async strike(run, random) {
      run.signal("SIGINT", bench(run));
      await setTimeout(random.int(300));
      run.signal("SIGINT", bench(run));
    },
  }),
  () => ({ name: "SIGKILL", strike: (run) => run.signal("SIGKILL", bench(run)) }),
  () => ({
    name: "SIGKILL to bench and generators",
    strike: (run) =>
      run.signal("SIGKILL", [...bench(run), ...run.processes().filter(({ role }) => role === "generator")]),
  }),
  () => ({
    name: "a process stands still and the bench is killed",
    strike(run, random) {
      run.signal("SIGSTOP", oneOf(random, others(run)));
      run.signal("SIGKILL", bench(run));
    },
  }),
  () => ({
    name: "a process stands still and SIGTERM",
    isInterruption: true,
    strike(run, random) {
      run.signal("SIGSTOP", oneOf(random, others(run)));
      run.signal("SIGTERM", bench(run));
    },
  }),
  () => ({ name: "a process is killed", strike: (run, random) => run.signal("SIGKILL", oneOf(random, others(run))) }),
  () => ({ name: "all but the bench are killed", strike: (run) => run.signal("SIGKILL", others(run)) }),
  () => ({
    name: "Ctrl-Z, then the terminal closes",
    isInterruption: true,
    async strike(run, random) {
      run.signal("SIGSTOP", bench(run));
      await setTimeout(random.int(1_000));
      run.signal("SIGHUP", bench(run));
      run.signal("SIGCONT", bench(run));
    },
  }),
  () => ({
    name: "nobody reads the output",
    strike(run) {
      run.child.stdout?.destroy();
      run.child.stderr?.destroy();
    },
  }),
  () => ({
    name: "the result's folder is removed",
    strike: (run) => rmSync(run.out, { recursive: true, force: true }),
  }),
  () => ({
    name: "the temporary folder is removed",
    strike: (run) => rmSync(run.temporary, { recursive: true, force: true }),
  }),
  () => ({ name: "standard output is full", options: { toFull: true } }),
  // What a full disk does, without a disk of its own: no file grows beyond this.
  (random) => ({ name: "files are full", options: { limits: [`--fsize=${random.int(30_000)}`] } }),
  (random) => ({ name: "no files are left", options: { limits: [`--nofile=${20 + random.int(60)}`] } }),
];

/** What is wrong with how it ended. */
async function aborted(number: number): Promise<string[]> {
  const random = seededRandom(SEED, `end ${number}`);
  const [command, argv] = commands[random.int(commands.length)]!;
  const end = ends[number % ends.length]!(random);
  const atMs = random.int(RUN_MS);
  const run = new WatchedRun(argv, end.options);
  try {
    await until(() => run.exit !== undefined, atMs);
    const wasOver = run.exit !== undefined;
    if (!wasOver) await end.strike?.(run, random);
    await until(() => run.exit !== undefined, HUNG_MS);
    const wrong = run.exit === undefined ? ["the run hangs"] : exitProblems(run, end, wasOver);
    await until(() => run.leftovers().length === 0, GONE_MS);
    return [...wrong, ...run.leftovers()].map(
      (line) =>
        `${number} (${command}; ${end.name} ${end.options?.limits ?? ""} at ${atMs} ms; exit ${run.exit}): ${line}\n${run.output.slice(-1_500)}`,
    );
  } finally {
    run.end();
  }
}

function exitProblems(run: WatchedRun, end: End, wasOver: boolean): string[] {
  const wrong: string[] = [];
  if (/^\s+at .+:\d+\)?$|defect in pushbench/m.test(run.output)) wrong.push("it shows a stack");
  if (run.exit === 2 && end.options?.limits === undefined) wrong.push("nothing was run: this test is of no use");
  if (run.exit === 1) wrong.push("exit code 1 says that an objective was missed");
  if (wasOver || !end.isInterruption) return wrong;
  // Before it listens, or when all is written, a signal ends it as it ends any program.
  const isRefused = typeof run.exit === "string" && run.exit !== "SIGKILL";
  const state = stateOf(run);
  if (run.exit === 130 && state !== undefined && state !== "interrupted")
    wrong.push(`it was interrupted, but its result says ${state}`);
  if (state === "running") wrong.push("it has ended, but its result says that it is running");
  if (run.exit !== 130 && state !== "complete" && !isRefused) wrong.push("it was interrupted and does not say so");
  for (const name of namesIn(run.out))
    if (/writing|writes/.test(name)) wrong.push(`${name} is left in the result's folder`);
  return wrong;
}

function stateOf(run: WatchedRun): string | undefined {
  let text: string;
  try {
    text = readFileSync(path.join(run.out, "result.json"), "utf8");
  } catch {
    return undefined;
  }
  return JSON.parse(text).state; // whole at any moment
}

async function until(condition: () => boolean, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!condition() && performance.now() < deadline) await setTimeout(20);
}

test(`${COUNT} runs that are broken off leave nothing behind and say how they ended`, {
  timeout: 15 * 60_000,
}, async () => {
  const numbers = ONLY === undefined ? Array.from({ length: COUNT }, (_, i) => i) : ONLY.split(",").map(Number);
  const wrong: string[] = [];
  const worker = async (): Promise<void> => {
    for (let next = numbers.shift(); next !== undefined; next = numbers.shift()) wrong.push(...(await aborted(next)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  assert.equal(wrong.length, 0, `\n${wrong.join("\n\n")}`);
});
