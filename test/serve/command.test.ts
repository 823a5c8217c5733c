/** The command with its server: who asks it over a socket, how it says where it is, and how it ends. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { serve } from "../../src/cli/commands/serve.js";
import type { Environment, Output } from "../../src/cli/environment.js";
import { resultText, shownFolder } from "./folder.js";

interface Started {
  /** The first line that it has printed. */
  printed: Promise<string>;
  interrupt(): void;
  /** The exit code. */
  ended: Promise<number>;
}

function started(cwd: string, args: Partial<Parameters<typeof serve.run>[1]>): Started {
  let interrupt = (): void => {};
  let told: (text: string) => void = () => {};
  const printed = new Promise<string>((resolve) => {
    told = resolve;
  });
  const stdout: Output = { write: (text) => told(text), isTTY: false, columns: 80 };
  const environment = {
    ...{ stdout, stderr: stdout, cwd, env: {}, packageDirectory: process.cwd(), program: "pushbench" },
    ...{ now: () => new Date(0), serviceEntry: "", generatorEntry: "" },
    onInterrupt(listener: () => void) {
      interrupt = listener;
      return () => {};
    },
  } satisfies Environment;
  const ended = serve.run(environment, { folder: undefined, port: 0, token: false, json: true, ...args });
  return { printed, interrupt: () => interrupt(), ended };
}

test("serve shows reports/ until it is interrupted", async (context) => {
  const { root, write } = shownFolder(context);
  write("reports/chat/result.json", resultText());
  const { printed, interrupt, ended } = started(root, {});
  const { url, port, folder } = JSON.parse(await printed) as { url: string; port: number; folder: string };
  assert.deepEqual([url, folder], [`http://127.0.0.1:${port}/`, path.join(root, "reports")]);
  assert.match(await (await fetch(url)).text(), /Team chat/);
  assert.equal((await fetch(new URL("/page/chat/result.json", url), { redirect: "manual" })).status, 302);
  assert.equal((await fetch(new URL("/at/chat/secret.txt", url))).status, 404);
  assert.equal((await fetch(url, { method: "DELETE" })).status, 405);
  await assert.rejects(started(root, { port }).ended, { code: "port-taken" });
  interrupt();
  assert.equal(await ended, 0);
  await assert.rejects(fetch(url));
});

test("with a token, every address has it", async (context) => {
  const { root } = shownFolder(context);
  mkdirSync(path.join(root, "mine"));
  const { printed, interrupt, ended } = started(root, { folder: "mine", token: true, json: false });
  const [, url] = /^Results in mine: (http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/)\n/.exec(await printed)!;
  const page = await (await fetch(url!)).text();
  assert.ok(page.includes(`action="${new URL(url!).pathname}"`));
  assert.equal((await fetch(new URL("/", url))).status, 403);
  interrupt();
  assert.equal(await ended, 0);
});

test("a folder that is not there is named", async (context) => {
  const { root } = shownFolder(context);
  await assert.rejects(started(root, {}).ended, {
    code: "result-not-found",
    message: `There is no folder ${path.join(root, "reports")}.`,
  });
});
