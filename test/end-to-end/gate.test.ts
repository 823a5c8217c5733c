/** The gate as people run it: real bases, real services, short rounds. Whatever happens, nothing stays behind. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pushbench } from "./command-line.js";
import { buildsHead, builtPackage, gate, otherService, repository, start } from "./gate-run.js";
import { isAlive, nobodyIsLeft, scratchFolder, until } from "./processes.js";

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
    await nobodyIsLeft();
  });
}

test("a base of before TLS is refused where an approach is encrypted, with the way out", async (context) => {
  const folder = scratchFolder(context);
  const base = builtPackage(path.join(folder, "base"), otherService("{ protocol: () => 1 }"));
  const { exitCode, stderr } = await pushbench(gate(folder, "--against", base, "--set", "tls=true"));
  assert.equal(exitCode, 2);
  assert.match(stderr, /speaks protocol 1 .*, which knows no TLS, and .* The run encrypts websocket\./);
  assert.match(stderr, /Name approaches without TLS/);
});

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
