/** What `crossover` refuses before it plays, what it asks, and what it says of a study that has been played. */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { beginCrossover } from "../../../src/cli/crossover/held-crossover.js";
import type { PointFigures, SweepRecord } from "../../../src/studies/sweep/record.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

const PRICES = path.resolve("prices/aws-us-east-1.yaml");

const cases: [argv: string[], message: RegExp][] = [
  [[], /^error: Either --scenario or --resume is required/],
  [["chat", "--approaches", "websocket"], /websocket alone has no crossover: it takes two approaches/],
  [["chat", "--set", "arrivals={executor: none}", "--set", "objectives={}"], /chat has no rate/],
  [["chat", "--rates", "100..1"], /--over arrivals\.rate=100\.\.1: it must be two numbers, the smaller one first/],
  [["chat", "--prices", "none.yaml"], /1 problem in none\.yaml/],
  [["--resume", "nowhere"], /There is no study in .*nowhere: ENOENT/],
  [
    ["--resume", "x", "--rates", "1..10"],
    /cannot be changed any more.*\n.*Only --json, --live and --prices go with --resume/,
  ],
];

for (const [argv, message] of cases) {
  test(`crossover ${argv.join(" ")}: ${message.source.slice(0, 60)}`, async (context) => {
    const { exitCode, stderr, cwd } = await runFake(context, ["crossover", ...argv]);
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, message);
    assert.ok(!existsSync(path.join(cwd, "reports")), "no folder is left");
  });
}

const nothing = { set: [], approach: [], approaches: undefined, points: undefined, rounds: undefined };
const rest = { ...nothing, generators: undefined, out: undefined, rates: undefined };

/** Planned once: every point's scenario is loaded and validated. */
let chat: Promise<SweepRecord> | undefined;

function planned(context: TestContext): Promise<SweepRecord> {
  chat ??= (async () => {
    const environment = await fakeEnvironment(context);
    const version = JSON.parse(readFileSync("package.json", "utf8")).version as string;
    const { record, folder } = await beginCrossover(environment, { ...rest, scenario: "chat" }, version);
    folder.release();
    return record;
  })();
  return chat;
}

test("chat is asked from a 200th of its rate up, by 500 clients, pooled, new and lasting", async (context) => {
  const { question } = await planned(context);
  const { axes, scenario, rounds, reference } = question;
  assert.deepEqual([axes[0]!.path, axes[0]!.values[0], axes[0]!.values.at(-1)], ["arrivals.rate", 1, 200]);
  assert.deepEqual([axes[0]!.values.length, rounds, scenario.clients, reference], [4, 6, 500, "websocket"]);
  assert.deepEqual(
    scenario.approaches.map(({ name }) => name),
    ["webhook", "webhook-new-connection", "websocket"],
  );
});

test("an encrypted scenario has encrypted approaches, and what is said is not filled in", async (context) => {
  const environment = await fakeEnvironment(context);
  const asked = { ...rest, set: ["clients=50"], rates: "2..8", points: 2, scenario: "github-events" };
  const { record, folder } = await beginCrossover(environment, asked, "0.0.0");
  folder.release();
  const { axes, scenario } = record.question;
  assert.deepEqual([axes[0]!.values, scenario.clients], [[2, 8], 50]);
  assert.deepEqual(
    scenario.approaches.map(({ name }) => name),
    ["webhook-tls", "webhook-tls-new-connection", "websocket-tls"],
  );
});

/** As it would be after all rounds: websocket stands at 2 ms/s and takes 20 µs, the others less and more. */
async function played(context: TestContext, change: (figures: PointFigures) => void = () => {}) {
  const environment = await fakeEnvironment(context);
  const record = structuredClone(await planned(context));
  const { question, points } = record;
  for (const point of points)
    point.rounds = [1, 2, 3, 4, 5, 6].map((round) => roundOf(question, point.at[0] as number, round));
  for (const { rounds } of points) for (const { approaches } of rounds) approaches.forEach(change);
  mkdirSync(path.join(environment.cwd, "study"), { recursive: true });
  writeFileSync(path.join(environment.cwd, "study", "study.json"), JSON.stringify(record));
  return environment;
}

const COSTS: Record<string, [standing: number, perDelivery: number]> = {
  webhook: [0.4e6, 40_000],
  "webhook-new-connection": [2.4e6, 200_000],
  websocket: [2e6, 20_000],
};

function roundOf(
  question: SweepRecord["question"],
  rate: number,
  round: number,
): SweepRecord["points"][0]["rounds"][0] {
  const deliveries = 9 * rate;
  const approaches = question.scenario.approaches.map(({ name: approach }): PointFigures => {
    const [standing, perDelivery] = COSTS[approach]!;
    return {
      ...{ approach, verdict: "not-saturated", clients: 500, eventsPerSecond: rate, deliveriesPerSecond: deliveries },
      ...{ undelivered: 0, connectionsPerSecond: 0, rssBytes: 8e7 + round * 1e5, sentBytesPerSecond: 500 * deliveries },
      cpuNsPerSecond: (standing + perDelivery * deliveries) * (1 + round / 500),
      wireBytesPerSecond: 1000 * deliveries,
    };
  });
  return { round, played: round, warnings: [], approaches };
}

test("the answers come first, currency by currency, and the study holds them", async (context) => {
  const environment = await played(context);
  cpSync(PRICES, path.join(environment.cwd, "mine.yaml"));
  const argv = ["crossover", "--resume", "study", "--prices", "mine.yaml"];
  const { exitCode, stdout, stderr, cwd } = await runFake(context, argv, environment);
  assert.equal(exitCode, 0, stderr);
  assert.match(
    stdout,
    /Team chat: who gets cheaper where\n+In CPU:\n+- websocket gets cheaper than webhook between 5\.85 and 34\.2\/s,/,
  );
  assert.match(stdout, /0\.0117–0\.0684\s+events\/s\s+per\s+client,\s+the\s+lines\s+meet\s+at\s+8\.89\/s/);
  assert.match(stdout, /webhook-new-connection and websocket: none in range: websocket is cheaper at\s+every point/);
  assert.match(stdout, /In money:\n+- webhook and websocket: none in range: webhook is cheaper at every\s+point/);
  const study = JSON.parse(readFileSync(path.join(cwd, "study", "study.json"), "utf8")) as SweepRecord;
  assert.equal(study.findings!.prices!.currency, "USD");
  const cpu = study.findings!.curves[0]!.pairs.find(
    ({ approach, currency }) => approach === "webhook" && currency === "cpu",
  );
  assert.equal(cpu!.crossover.kind, "crossing");
  const csv = readFileSync(path.join(cwd, "study", "sweep.csv"), "utf8").split("\n");
  for (const column of ["cpu_ratio_low", "money_ratio", "cpu_line"])
    assert.ok(csv[0]!.split(",").includes(column), column);
  const report = readFileSync(path.join(cwd, "study", "sweep.md"), "utf8");
  assert.match(report, /## Who gets cheaper where\n/);
  assert.match(report, /\| `websocket` +\| CPU +\|/);
});

test("with --json the last line has all findings", async (context) => {
  const environment = await played(context);
  const { stdout } = await runFake(context, ["crossover", "--resume", "study", "--json"], environment);
  const end = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
  assert.deepEqual(
    [end.type, end.exitCode, end.state, end.findings.curves[0].points.length],
    ["end", 0, "complete", 4],
  );
});

test("nothing decided is 3, nothing compared is 5", async (context) => {
  const alike = await played(context, (figures) => {
    figures.cpuNsPerSecond = 1e6;
    delete figures.wireBytesPerSecond;
    delete figures.rssBytes;
  });
  assert.equal((await runFake(context, ["crossover", "--resume", "study"], alike)).exitCode, 3);
  const limited = await played(context, (figures) => {
    figures.verdict = "generator-bound";
  });
  const { exitCode, stdout } = await runFake(context, ["crossover", "--resume", "study"], limited);
  assert.equal(exitCode, 5);
  assert.match(stdout, /Nothing could be compared/);
});
