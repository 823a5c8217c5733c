/** Services of the user's own in one bench with a reference service: each started, or left to whoever runs it, and played by turns. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { Result } from "../../src/result/result.js";
import { freePort } from "../../src/services/free-port.js";
import { shellWord } from "../../src/shell-word.js";
import { fixture, pushbench, shortRun } from "./command-line.js";
import { LOAD, left, receiver } from "./own-service-run.js";
import { isAlive, scratchFolder } from "./processes.js";

/** A service that somebody else runs. */
async function foreign(context: TestContext, ...oddity: string[]): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort();
  const child = spawn(process.execPath, [fixture("own-receiver"), ...oddity], {
    env: { ...process.env, HOST: "127.0.0.1", PORT: String(port) },
    stdio: "ignore",
  });
  context.after(() => child.kill("SIGKILL"));
  await once(child, "spawn");
  return { child, port };
}

const bench = (folder: string, approaches: readonly string[], ...argv: string[]) =>
  pushbench([
    ...["bench", "payment", "--out", path.join(folder, "out"), "--set", `arrivals=${LOAD}`, "--set", "clients=4"],
    ...["--set", "objectives={}", ...shortRun(), ...approaches.flatMap((one) => ["--approach", one]), ...argv],
  ]);
const resultOf = (folder: string): Result => JSON.parse(readFileSync(path.join(folder, "out/result.json"), "utf8"));

test("a fixed port, a port of pushbench's choice, a daemon, a URL with its process and a reference service in one run", async (context) => {
  const folder = scratchFolder(context);
  const { child, port } = await foreign(context);
  const own = (oddity: string): string => receiver(oddity, "0", folder);
  const daemon = JSON.stringify({
    transport: "webhook",
    signature: "none",
    service: { command: `setsid --fork ${own("daemon")}`, env: { HOST: "::1" } },
  });
  const approaches = [
    `fixed=http://localhost:${await freePort()} ${own("fixed")}`,
    `chosen=http://localhost:$PORT ${own("chosen")}`,
    `daemon=${daemon}`,
    `live={transport: webhook, service: {url: "http://localhost:${port}", pid: ${child.pid}}}`,
  ];
  const { exitCode, stdout, stderr } = await bench(folder, approaches, "--approaches", "webhook");
  assert.equal(exitCode, 0, stdout + stderr);
  const result = resultOf(folder);
  assert.deepEqual(
    result.rounds[0]!.approaches.map(({ approach }) => approach),
    ["webhook", "fixed", "chosen", "daemon", "live"],
  );
  for (const { approach, deliveries, service } of result.rounds[0]!.approaches) {
    const { expected, delivered } = deliveries;
    assert.ok(expected > 50 && delivered === expected, `${approach}: ${delivered} of ${expected}`);
    assert.ok(
      (service.cpuNs ?? 0) > 0 && (service.rssLoadedBytes ?? 0) > 20e6,
      `${approach}: ${service.cpuNs} ns, ${service.rssLoadedBytes} bytes`,
    );
  }
  assert.deepEqual(result.approachesGiven, approaches);
  const report = readFileSync(path.join(folder, "out/report.md"), "utf8");
  assert.ok(report.includes(` --approach ${shellWord(approaches[1]!)} `), "the report's command can be typed again");
  assert.deepEqual(left(folder), []);
  assert.ok(isAlive(child.pid!), "what somebody else runs is left alone");
});

test("a process that was named and ends while it is measured breaks the run off", async (context) => {
  const folder = scratchFolder(context);
  const { child, port } = await foreign(context, "dies-after", "20");
  const live = `live={transport: webhook, service: {url: "http://localhost:${port}", pid: ${child.pid}}}`;
  const { exitCode, stderr } = await bench(folder, [live]);
  assert.equal(exitCode, 4);
  assert.match(
    stderr,
    new RegExp(
      `^error: The live service \\(http://localhost:${port}\\) cannot be measured: there is no process ${child.pid}\\.\n`,
    ),
  );
});

test("a command that cannot start is told in one run as in a gate", async (context) => {
  const { exitCode, stderr } = await bench(scratchFolder(context), ["mine=http://localhost:$PORT no-such-program"]);
  assert.equal(exitCode, 4);
  assert.match(
    stderr,
    /^error: The mine service \(no-such-program\) died: it ended with exit code 127\.\nhint: The shell did not find/,
  );
});
