import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Advice } from "../../../src/advise/advise.js";
import { choosePinning } from "../../../src/machine/cpu-pinning.js";
import { describeMachine } from "../../../src/machine/describe-machine.js";
import type { Result } from "../../../src/result/result.js";
import { loadScenario } from "../../../src/scenario/load.js";
import { transportPackages } from "../../../src/transports/registry.js";
import { type FakeEnvironment, fakeEnvironment, runFake } from "../fake-environment.js";

const EXAMPLES = join(process.cwd(), "reports/examples");

const chat = ["flow=relay", "clients=200", "perSecond=150", "peakPerSecond=200", "payloadBytes=400", "tls=false"];
const sets = (values: readonly string[]): string[] => values.flatMap((value) => ["--set", value]);

const advised = (
  context: TestContext,
  values: readonly string[],
  more: readonly string[] = [],
  env?: FakeEnvironment,
) => runFake(context, ["advise", ...sets(values), "--from", EXAMPLES, ...more], env);

async function jsonOf(context: TestContext, values: readonly string[], more: readonly string[] = []) {
  const { exitCode, stdout, stderr } = await advised(context, values, [...more, "--json"]);
  assert.notEqual(stdout, "", stderr);
  return { exitCode, advice: JSON.parse(stdout) as Advice & { command: string; leftOut: { file: string }[] } };
}

test("a chat by the committed bench: what is taken, what it costs, how sure, and the command", async (context) => {
  const { exitCode, advice } = await jsonOf(context, [...chat, "latencyP99Ms=200"]);
  assert.equal(exitCode, 0);
  assert.deepEqual(advice.choice, { kind: "take", approach: "websocket", because: "it is surely the cheapest" });
  assert.equal(advice.costsFrom!.source.file, "chat/result.json");
  assert.equal(advice.costsFrom!.isNear, true);
  const [cpu] = advice.ratios;
  assert.ok(cpu?.what === "cpuHours" && cpu.ratio.high! < 1);
  const leftOut = advice.leftOut.map(({ file }) => file);
  const others = [
    "flaky-receiver",
    "idle",
    "keep-alive-cliff",
    "network-cut",
    "order-book",
    "outage",
    "reconnect-storm",
    "slow-consumer",
  ];
  assert.deepEqual(
    leftOut.sort(),
    others.map((name) => `${name}/result.json`),
  );

  // By hand, from the file: the median of the rounds' CPU for each delivery times the deliveries of a month
  const result = JSON.parse(readFileSync(join(EXAMPLES, "chat/result.json"), "utf8")) as Result;
  const perDelivery = result.rounds
    .flatMap(({ approaches }) => approaches.filter(({ approach }) => approach === "websocket"))
    .map(({ service, deliveries }) => service.cpuNs! / deliveries.delivered)
    .sort((one, other) => one - other);
  const month = advice.approaches.find(({ approach }) => approach === "websocket")!.month;
  const deliveries = (150 + 50 / 12) * 9 * 730 * 3600;
  assert.ok(Math.abs(advice.deliveriesPerMonth / deliveries - 1) < 1e-9);
  const hours = (cost: number): number => (cost * deliveries) / 1e9 / 3600;
  assert.ok(month.cpuHours!.low! >= hours(perDelivery[0]!) * 0.999);
  assert.ok(month.cpuHours!.high! <= hours(perDelivery.at(-1)!) * 1.001);

  const { scenario, overrides } = advice.bench!;
  await loadScenario(scenario, { directories: ["scenarios"], overrides });
  assert.match(advice.command, /^pushbench bench --scenario chat --set clients=200 /);
});

test("a price list can turn the answer round, because a gateway takes money for connections", async (context) => {
  const { advice } = await jsonOf(context, chat, ["--prices", join(process.cwd(), "prices/aws-us-east-1.yaml")]);
  assert.equal(advice.by, "money");
  assert.deepEqual(advice.choice, { kind: "take", approach: "webhook", because: "it is surely the cheapest" });
});

test("recipients without an address leave no webhook, and the text says why", async (context) => {
  const { exitCode, stdout } = await advised(context, [...chat, "publicEndpoint=false"]);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Take websocket\n/);
  assert.match(stdout.replace(/\s+/g, " "), /Not webhook: Its recipients need an address/);
});

test("a limit that everybody misses: no approach will do, exit 1", async (context) => {
  const { exitCode, advice } = await jsonOf(context, [...chat, "latencyP99Ms=0.01"]);
  assert.equal(exitCode, 1);
  assert.deepEqual(advice.choice, { kind: "none meets" });
});

test("at a higher peak than was measured nobody can tell, exit 3", async (context) => {
  const { exitCode, advice } = await jsonOf(context, [...chat, "peakPerSecond=1000", "latencyP99Ms=200"]);
  assert.equal(exitCode, 3);
  assert.equal(advice.choice.kind, "cannot tell");
});

test("where nothing is near, it says so with the nearest and the command, exit 5", async (context) => {
  const { exitCode, stdout } = await advised(context, ["flow=broadcast", "clients=5", "perSecond=1"]);
  assert.equal(exitCode, 5);
  assert.match(stdout, /^Not known\n/);
  assert.match(stdout, /The nearest is the bench "Online game"/);
  const lines = stdout.trimEnd().split("\n");
  assert.match(lines.at(-1)!, /^pushbench bench --scenario live-scores .*--set run\.measureSeconds=40$/);
});

test("a folder without results, files that cannot be read and other machines are told", async (context) => {
  const environment = await fakeEnvironment(context);
  const folder = join(environment.cwd, "reports");
  const ask = (more: string[] = []) =>
    runFake(context, ["advise", ...sets(chat), "--from", "reports", ...more], environment);
  assert.equal((await ask()).exitCode, 2, "not even the folder is there");
  mkdirSync(join(folder, "torn"), { recursive: true });
  const empty = await ask();
  assert.equal(empty.exitCode, 5);
  assert.match(empty.stdout, /^Not known\n[\s\S]*Nothing was measured with this flow/);
  writeFileSync(join(folder, "torn/result.json"), "{");
  cpSync(join(EXAMPLES, "chat"), join(folder, "chat"), { recursive: true });
  const file = join(folder, "chat/result.json");
  const result = JSON.parse(readFileSync(file, "utf8")) as Result;
  writeFileSync(file, JSON.stringify({ ...result, machine: { ...result.machine, cpuModel: "Another" } }));
  const elsewhere = await ask();
  assert.match(elsewhere.stdout.replace(/\s+/g, " "), /another machine, or on this one before something changed: CPU/);
  assert.match(elsewhere.stdout, /torn\/result\.json cannot be read/);
  const here = describeMachine(choosePinning(), transportPackages);
  writeFileSync(file, JSON.stringify({ ...result, machine: here }));
  assert.match((await ask(["--markdown", "advice.md"])).stdout.replace(/\s+/g, " "), /measured on this machine/);
  const written = readFileSync(join(environment.cwd, "advice.md"), "utf8");
  assert.match(written, /^# Take websocket\n[\s\S]*```sh\npushbench bench [^\n]*\n```\n$/);
});

test("whoever has measured nothing is answered from what comes with pushbench", async (context) => {
  const { exitCode, stdout } = await runFake(context, ["advise", ...sets(chat)]);
  assert.equal(exitCode, 0);
  const text = stdout.replace(/\s+/g, " ");
  assert.match(text, /^Take websocket /);
  assert.match(text, /\(reports\/examples\/chat\/result\.json\)/);
  assert.match(text, /measurements in reports and in what comes with pushbench\./);
});

test("a workload with problems, a folder that is none, and a missing workload are refused, exit 2", async (context) => {
  const wrong = await advised(context, ["flow=relai", "cliens=2"]);
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.stderr, /cliens=2: is not known here\. Did you mean "clients"\?/);
  const nowhere = await runFake(context, ["advise", ...sets(chat), "--from", "nowhere"]);
  assert.equal(nowhere.exitCode, 2);
  assert.match(nowhere.stderr, /There is no folder/);
  const unasked = await runFake(context, ["advise"]);
  assert.equal(unasked.exitCode, 2);
  assert.match(unasked.stderr, /The workload is missing/);
});

test("docs/advise.md tells the answers for its six workloads as they are", async (context) => {
  const rows = readFileSync("docs/advise.md", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, name, keys, answer] = /^\| ([^|]+) \| `(flow=[^`]+)` \| ([^|]+) \|/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, keys: keys!.split(" "), answer: answer!.replaceAll("`", "") }];
    });
  assert.equal(rows.length, 6);
  const environment = await fakeEnvironment(context);
  // Whoever reads the page has another machine than that of any example: what was measured on this one would come first.
  for (const name of readdirSync(EXAMPLES)) {
    const result = JSON.parse(readFileSync(join(EXAMPLES, name, "result.json"), "utf8")) as Result;
    mkdirSync(join(environment.cwd, "examples", name), { recursive: true });
    const elsewhere = { ...result, machine: { ...result.machine, cpuModel: "Another" } };
    writeFileSync(join(environment.cwd, "examples", name, "result.json"), JSON.stringify(elsewhere));
  }
  for (const { name, keys, answer } of rows) {
    const { stdout } = await runFake(context, ["advise", ...sets(keys), "--from", "examples"], environment);
    assert.equal(stdout.split("\n")[0], answer, name);
  }
});
