/** A real command with a live page, and the address that it prints. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { until } from "../end-to-end/processes.js";
import { WatchedRun } from "../long/watched-run.js";

export interface WatchedLive {
  run: WatchedRun;
  url: string;
}

export async function watchedLive(context: TestContext, argv: readonly string[]): Promise<WatchedLive> {
  const run = new WatchedRun([...argv, "--live", "--json"]);
  context.after(() => run.end());
  await until("the address is printed", () => /"type":"live"/.test(run.output) || run.exit !== undefined, 60_000);
  const line = run.output.split("\n").find((one) => one.includes('"type":"live"')) ?? assert.fail(run.output);
  return { run, url: (JSON.parse(line) as { url: string }).url };
}
