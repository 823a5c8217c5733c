import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

test("without getconf, as in a slim image, usage is read all the same and nothing is printed", () => {
  const url = new URL("../../src/collectors/process-usage.js", import.meta.url).href;
  const script = `const { usageOf } = await import("${url}"); console.log((await usageOf(process.pid)).rssBytes > 2 ** 20);`;
  const env = { PATH: "/nowhere" };
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    env,
    encoding: "utf8",
  });
  assert.deepEqual({ stdout, stderr }, { stdout: "true\n", stderr: "" });
});
