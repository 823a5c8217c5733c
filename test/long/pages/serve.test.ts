/** `pushbench serve` as a process, and a folder with thousands of results. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { mainProgram } from "../../end-to-end/command-line.js";
import { resultText, shownFolder } from "../../serve/folder.js";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`serve ends cleanly by ${signal}, while somebody keeps a connection open`, async (context) => {
    const { root } = shownFolder(context);
    const child = spawn(process.execPath, [mainProgram, "serve", root, "--json"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const { url } = JSON.parse(line.toString()) as { url: string };
    assert.equal((await fetch(url)).status, 200); // it keeps the connection
    child.kill(signal);
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });
}

test("a port that is taken is an error with its name and exit code", async (context) => {
  const { root } = shownFolder(context);
  const first = spawn(process.execPath, [mainProgram, "serve", root, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(first.stdout, "data")) as [Buffer];
  const { port } = JSON.parse(line.toString()) as { port: number };
  const second = spawn(process.execPath, [mainProgram, "serve", root, "--port", `${port}`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  second.stderr.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  assert.deepEqual(await once(second, "close"), [4, null]);
  assert.match(said, new RegExp(`port ${port} of 127\\.0\\.0\\.1`));
  first.kill();
  assert.deepEqual(await once(first, "exit"), [0, null]);
});

test("three thousand results are listed, searched and turned over in time", async (context) => {
  const { write, read } = shownFolder(context);
  const COUNT = 3000;
  for (let i = 0; i < COUNT; i++) {
    write(
      `scenario-${i % 40}/${i}/result.json`,
      resultText((result) => {
        result.scenario.name = `scenario-${i % 40}`;
        result.startedAt = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
      }),
    );
  }
  const timed = async (target: string): Promise<[page: string, ms: number]> => {
    const from = performance.now();
    const page = await read(target);
    return [page, performance.now() - from];
  };
  const [first, firstMs] = await timed("/");
  assert.match(first, /3,000 entries, the newest first, page 1 of 60/);
  const [again, againMs] = await timed("/?words=scenario-7&page=2");
  assert.match(again, /75 entries, the newest first, page 2 of 2/);
  context.diagnostic(`first ${firstMs.toFixed(0)} ms, then ${againMs.toFixed(0)} ms`);
  assert.ok(firstMs < 10_000 && againMs < 3_000, `${firstMs} ms, then ${againMs} ms`);
});
