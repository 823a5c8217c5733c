/** The gate as people run it: real bases, real services, short rounds. Whatever happens, nothing stays behind. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { GateReport } from "../../src/gate/report.js";
import { gateReporters } from "../../src/reporters/gate/registry.js";
import { readHistory } from "../../src/trend/history.js";
import { mainProgram, pushbench } from "./command-line.js";
import { childrenOf, isAlive, scratchFolder, until } from "./processes.js";

const compiled = (file: string): string => pathToFileURL(path.join(path.dirname(mainProgram), file)).href;
const headService = `import ${JSON.stringify(compiled("bench/service-entry.js"))};\n`;
/** A service of a version that has another protocol number, or none yet. */
const otherService = (methods: string): string =>
  `import { serve } from ${JSON.stringify(compiled("generators/channel.js"))};\nserve(${methods});\n`;

/** A folder that holds a built pushbench, whose service is that program. */
function builtPackage(folder: string, service: string): string {
  const bench = path.join(folder, "dist/src/bench");
  mkdirSync(bench, { recursive: true });
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({ name: "pushbench", version: "0.0.7", type: "module" }),
  );
  writeFileSync(path.join(bench, "service-entry.js"), service);
  return folder;
}

/** A repository of a pushbench that is built by `build`, a program of Node; its packages are those of this one. */
function repository(folder: string, build: string): string {
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "pushbench", version: "0.0.7", type: "module", scripts: { build: "node build.js" } };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(path.join(folder, "build.js"), build);
  copyFileSync("package-lock.json", path.join(folder, "package-lock.json"));
  const git = (...argv: string[]) => execFileSync("git", argv, { cwd: folder, stdio: "pipe" });
  git("init", "--quiet", "--initial-branch=stable");
  git("add", ".");
  git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message=base");
  return folder;
}

const buildsHead = `
import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("dist/src/bench", { recursive: true });
writeFileSync("dist/src/bench/service-entry.js", ${JSON.stringify(headService)});
`;

const gate = (folder: string, ...argv: string[]): string[] => [
  ...["gate", "--scenario", "chat", "--approaches", "websocket", "--set", "objectives={}", "--set", "clients=20"],
  ...["--out", path.join(folder, "reports"), "--history", path.join(folder, "history.ndjson")],
  ...["warmUpSeconds=0", "measureSeconds=0.25", "sliceSeconds=0.25"].flatMap((one) => ["--set", `run.${one}`]),
  ...argv,
];

/** The real program in a process of its own, whose temporary files all lie in `tmp`. */
function start(argv: string[], cwd: string, tmp: string) {
  mkdirSync(tmp, { recursive: true });
  const child = spawn(process.execPath, [mainProgram, ...argv], { cwd, env: { ...process.env, TMPDIR: tmp } });
  const started = { child, output: "", ended: false };
  const exited = new Promise<number | string>((resolve) =>
    child.on("close", (code, signal) => {
      started.ended = true;
      resolve(code ?? signal!);
    }),
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      started.output += chunk;
    });
  }
  return Object.assign(started, { exited });
}

test("head against itself: six rounds in random order, every report, a line for the trend, never a regression", async (context) => {
  const folder = scratchFolder(context);
  const base = builtPackage(path.join(folder, "base"), headService);
  const { exitCode, stdout, stderr } = await pushbench(gate(folder, "--against", base, "--rounds-limit", "6"));
  const reports = path.join(folder, "reports");
  const report = JSON.parse(readFileSync(path.join(reports, "gate.json"), "utf8")) as GateReport;
  assert.notEqual(report.verdict, "regression", stdout + stderr);
  assert.equal(exitCode, report.verdict === "pass" ? 0 : report.failures.length > 0 ? 2 : 3, stdout + stderr);
  assert.equal(report.rounds, 6);
  for (const { file } of Object.values(gateReporters)) assert.ok(readdirSync(reports).includes(file), file);
  const { rounds } = JSON.parse(readFileSync(path.join(reports, "result.json"), "utf8"));
  const first = rounds.map(({ startOrder }: { startOrder: string[] }) => startOrder[0]).sort();
  assert.deepEqual(first, [...Array(3).fill("base websocket"), ...Array(3).fill("head websocket")]);
  const history = await readHistory(path.join(folder, "history.ndjson"));
  assert.deepEqual([history?.entries.length, history?.problems], [1, []]);
  assert.deepEqual(childrenOf(process.pid), []);
});

test("a stored baseline is written, refused on other settings, compared where nothing differs", async (context) => {
  const folder = scratchFolder(context);
  const file = path.join(folder, "baselines/chat.json");
  const stored = (...argv: string[]) => pushbench(gate(folder, "--baseline", file, "--rounds-limit", "1", ...argv));
  const missing = await stored();
  assert.deepEqual([missing.exitCode, /hint: .*--update/.test(missing.stderr)], [2, true]);
  assert.equal((await stored("--update")).exitCode, 0);
  const other = await stored("--set", "clients=10");
  assert.equal(other.exitCode, 2);
  assert.match(other.stderr, /clients: the baseline has \d+, this run 10/);
  const advisory = await stored("--set", "clients=10", "--allow-mismatch", "--inconclusive", "warn");
  assert.equal(advisory.exitCode, 0, advisory.stdout + advisory.stderr);
  assert.match(advisory.stdout, /warning: Only advisory, for it differs: clients/);
  const same = await stored();
  assert.match(same.stdout, /Inconclusive: chat, stored baseline of/);
  assert.ok([2, 3].includes(same.exitCode), same.stdout);
});

test("a ref that does not exist: the nearest name, and nothing on disk", async (context) => {
  const folder = scratchFolder(context);
  const cwd = repository(path.join(folder, "repository"), buildsHead);
  const { exitCode, stderr } = await pushbench(gate(folder, "--against", "stabel"), { cwd });
  assert.equal(exitCode, 2);
  assert.match(stderr, /no ref and no folder stabel\. Did you mean "stable"\?/);
  assert.ok(!existsSync(path.join(folder, "reports")));
});

test("a ref is never taken for an option of git", async (context) => {
  const folder = scratchFolder(context);
  const cwd = repository(path.join(folder, "repository"), buildsHead);
  const { exitCode, stderr } = await pushbench(gate(folder, "--against=--all"), { cwd });
  assert.equal(exitCode, 2);
  assert.match(stderr, /no ref and no folder --all/);
});

test("a base that cannot be built: what it said, and nothing on disk", async (context) => {
  const folder = scratchFolder(context);
  const cwd = repository(path.join(folder, "repository"), 'throw new Error("a type error");');
  const tmp = path.join(folder, "tmp");
  const run = start(gate(folder, "--against", "stable"), cwd, tmp);
  assert.equal(await run.exited, 2, run.output);
  assert.match(run.output, /The base could not be built: `npm run --silent build` ended with 1/);
  assert.match(run.output, /It said: (.|\n)*a type error/);
  assert.deepEqual(readdirSync(tmp), []);
});

for (const [name, methods, spoken] of [
  ["another protocol", "{ protocol: () => 99 }", "protocol 99"],
  ["no protocol yet", "{}", "no numbered protocol"],
] as const) {
  test(`a base with ${name} is refused, both versions are named`, async (context) => {
    const folder = scratchFolder(context);
    const base = builtPackage(path.join(folder, "base"), otherService(methods));
    const { exitCode, stderr } = await pushbench(gate(folder, "--against", base));
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      new RegExp(
        `\\(pushbench 0\\.0\\.7\\) speaks ${spoken} .* this pushbench \\d+\\.\\d+\\.\\d+ speaks protocol \\d+`,
      ),
    );
    assert.deepEqual(childrenOf(process.pid), []);
  });
}

test("one base, no more and no fewer", async (context) => {
  const folder = scratchFolder(context);
  for (const argv of [
    [],
    ["--against", "a", "--baseline", "b"],
    ["--against", "a", "--update"],
    ["--baseline", "b", "--control"],
  ]) {
    assert.equal((await pushbench(gate(folder, ...argv))).exitCode, 2, argv.join(" "));
  }
});

test("Ctrl-C while the base is built leaves no process and nothing on disk", async (context) => {
  const folder = scratchFolder(context);
  const pidFile = path.join(folder, "pid");
  const hangs = `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(pidFile)}, String(process.pid));\nsetInterval(() => {}, 1000);`;
  const cwd = repository(path.join(folder, "repository"), hangs);
  const tmp = path.join(folder, "tmp");
  const run = start(gate(folder, "--against", "stable"), cwd, tmp);
  await until("the build hangs", () => run.ended || (existsSync(pidFile) && readFileSync(pidFile, "utf8") !== ""));
  assert.ok(!run.ended, run.output);
  run.child.kill("SIGINT");
  assert.equal(await run.exited, 130, run.output);
  const builder = Number(readFileSync(pidFile, "utf8"));
  await until("the build has ended", () => !isAlive(builder));
  assert.deepEqual(readdirSync(tmp), []);
});

test("Ctrl-C in a round leaves no process, no worktree and no temporary folder", async (context: TestContext) => {
  const folder = scratchFolder(context);
  const cwd = repository(path.join(folder, "repository"), buildsHead);
  const tmp = path.join(folder, "tmp");
  const run = start(gate(folder, "--against", "stable", "--control"), cwd, tmp);
  await until("a round is done", () => run.ended || /round 1\/(24|30)/.test(run.output), 40_000);
  assert.ok(!run.ended, run.output);
  assert.match(run.output, /Lock files are equal/);
  await until("the next has its processes", () => childrenOf(run.child.pid!).length >= 4);
  const children = childrenOf(run.child.pid!);
  run.child.kill("SIGINT");
  assert.equal(await run.exited, 130, run.output);
  assert.deepEqual(children.filter(isAlive), []);
  assert.deepEqual(readdirSync(tmp), []);
  const git = (...argv: string[]) => execFileSync("git", argv, { cwd, encoding: "utf8" }).trim();
  assert.equal(git("worktree", "list").split("\n").length, 1);
  assert.equal(git("status", "--porcelain"), "");
});
