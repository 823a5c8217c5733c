/** The keeper of a service that somebody else runs: it is reached and measured as far as it is named, and left alone. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { freePort } from "../../src/services/free-port.js";
import { isAlive, scratchFolder, until } from "../end-to-end/processes.js";
import { CALL_MS, countingBegins, keeperOf, post, receiver, refusal, request, sampleOf } from "./keeper.js";

/** A service that the test itself runs, under a shell that waits for it. */
async function foreign(
  context: TestContext,
  host: string,
  ...argv: string[]
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn("/bin/sh", ["-c", `${receiver("prints-port", ...argv)}; true`], {
    env: { ...process.env, HOST: host, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  context.after(() => {
    if (isAlive(child.pid!)) process.kill(-child.pid!, "SIGKILL");
  });
  const [said] = (await once(child.stdout!, "data")) as [Buffer];
  return { child, port: Number(/localhost:(\d+)/.exec(String(said))![1]) };
}

async function slice(worker: ReturnType<typeof keeperOf>["worker"], play: () => Promise<unknown>) {
  await worker.call("memory", { settled: false }, CALL_MS);
  await countingBegins(worker);
  await play();
  return sampleOf(worker);
}

for (const [host, found] of [
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "[::1]"],
] as const) {
  test(`localhost is where somebody listens: ${found}`, async (context) => {
    const { port } = await foreign(context, host);
    const { worker } = keeperOf(context, { url: `ws://localhost:${port}` });
    assert.deepEqual(await worker.call("start", request, CALL_MS), { port, url: `http://${found}:${port}` });
  });
}

test("what nobody named is unknown, and the service goes on when the run is over", async (context) => {
  const { child, port } = await foreign(context, "127.0.0.1");
  const { worker } = keeperOf(context, { url: `http://localhost:${port}` });
  const { url } = await worker.call("start", request, CALL_MS);
  const sample = await slice(worker, () => post(url));
  assert.deepEqual(Object.keys(sample), ["elapsedNs"]);
  assert.deepEqual(await worker.call("memory", { settled: true }, CALL_MS), {});
  await worker.stop();
  assert.ok(isAlive(child.pid!));
  assert.equal(await post(url), 204);
});

test("a process that is named is measured with its children, and its end is a failure", async (context) => {
  const { child, port } = await foreign(context, "127.0.0.1");
  const { worker } = keeperOf(context, { url: `http://localhost:${port}`, pid: child.pid! });
  const { url } = await worker.call("start", request, CALL_MS);
  const { rssBytes } = await worker.call("memory", { settled: true }, CALL_MS);
  assert.ok(rssBytes! > 20e6, `${rssBytes} bytes: the shell has no such memory, its child has`);
  const sample = await slice(worker, () => post(url));
  assert.ok(sample.cpuNs! >= 0 && sample.cpuNs! < 100e6, `${sample.cpuNs} ns`);
  process.kill(-child.pid!, "SIGKILL");
  await until("it is gone", () => !isAlive(child.pid!));
  await assert.rejects(worker.call("end", undefined, CALL_MS), {
    code: "service-died",
    message: `The mine service (http://localhost:${port}) cannot be measured: there is no process ${child.pid}.`,
  });
});

test("a cgroup that is named is measured as the kernel counts it", async (context) => {
  const { port } = await foreign(context, "127.0.0.1");
  const cgroup = path.join(scratchFolder(context), "docker-1.scope");
  mkdirSync(cgroup);
  const used = (us: number): void => {
    writeFileSync(path.join(cgroup, "cpu.stat"), `usage_usec ${us}\nuser_usec 0\nsystem_usec 0\n`);
    writeFileSync(path.join(cgroup, "memory.current"), "4096000\n");
  };
  used(1_000);
  const { worker } = keeperOf(context, { url: `http://127.0.0.1:${port}`, cgroup });
  await worker.call("start", request, CALL_MS);
  assert.deepEqual(await worker.call("memory", { settled: true }, CALL_MS), { rssBytes: 4_096_000 });
  const sample = await slice(worker, async () => used(3_500));
  assert.equal(sample.cpuNs, 2_500_000);
});

test("a process or a cgroup that is not there is told before anything is measured", async (context) => {
  const url = "http://localhost:1";
  const gone = await refusal(keeperOf(context, { url, pid: 2 ** 22 + 1 }));
  assert.equal(gone.code, "service-not-ready");
  assert.equal(gone.message, "The mine service (http://localhost:1) cannot be measured: there is no process 4194305.");
  const noGroup = await refusal(keeperOf(context, { url, cgroup: "/tmp" }));
  assert.match(noGroup.message, /\/tmp has no cpu\.stat and memory\.current, as a cgroup of version 2 has\.$/);
});

test("nobody there: the URL and both addresses", async (context) => {
  const port = await freePort();
  const error = await refusal(keeperOf(context, { url: `ws://localhost:${port}` }, 0.3));
  assert.equal(
    error.message,
    `The mine service (ws://localhost:${port}) was not ready after 0.3 s: nobody accepts connections at 127.0.0.1:${port} or [::1]:${port}.`,
  );
  assert.match(error.hint!, /^pushbench does not start a service that is given by its URL\./);
});
