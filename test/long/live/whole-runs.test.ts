/** Whole runs with a live page: what a tab is shown, and that none keeps the program from ending. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type WatchedLive, watchedLive } from "../../browser/watched-live.js";
import { shortRun } from "../../end-to-end/command-line.js";
import { scratchFolder, until } from "../../end-to-end/processes.js";
import { eventsAt, type Sent } from "../../live/events-at.js";

/** How long the program may still be there when its reports are written. */
const END_MS = 2000;

async function lastOf(tab: AsyncIterable<Sent>): Promise<{ last: Sent; changes: number }> {
  let last: Sent | undefined;
  let changes = 0;
  for await (const sent of tab) {
    last = sent;
    changes++;
  }
  return { last: last!, changes };
}

async function ended({ run }: WatchedLive): Promise<void> {
  const startMs = performance.now();
  while (run.exit === undefined && performance.now() - startMs < END_MS) await setTimeout(20);
  assert.notEqual(run.exit, undefined, "the program has ended");
}

test("two tabs see a bench, become its report, and the program ends; a third that never reads does not matter", async (context) => {
  const bench = await watchedLive(context, ["bench", "chat", "--set", "clients=20", ...shortRun(2, 0.5)]);
  const held = await fetch(bench.url); // an open connection, whose answer nobody reads
  const silent = await fetch(`${bench.url}events`);
  const tabs = await Promise.all([0, 1].map(() => lastOf(eventsAt(`${bench.url}events`))));
  const report = readFileSync(path.join(bench.run.out, "report.html"), "utf8");
  for (const { last, changes } of tabs) {
    assert.ok(changes > 4, `${changes}`);
    assert.deepEqual(last, { event: "end", data: report });
  }
  await ended(bench);
  assert.equal(bench.run.exit, 0, bench.run.output);
  await Promise.allSettled([held.body?.cancel(), silent.body?.cancel()]);
});

test("an interrupted run ends its page with the report of what it has", async (context) => {
  const bench = await watchedLive(context, ["bench", "chat", "--set", "clients=20", ...shortRun(20, 0.5)]);
  const tab = lastOf(eventsAt(`${bench.url}events`));
  await until("a round is done", () => /"type":"round"/.test(bench.run.output), 60_000);
  bench.run.child.kill("SIGINT");
  const { last } = await tab;
  assert.equal(last.event, "end");
  assert.match(String(last.data), /interrupted/);
  await ended(bench);
  assert.equal(bench.run.exit, 130, bench.run.output);
});

test("the page of a study shows the point in play, and ends as the study's report", async (context) => {
  const small = ["--set", "clients=20", ...shortRun().slice(2)];
  const sweep = ["sweep", "chat", "--over", "arrivals.perSecond=20,40", "--rounds", "1", ...small];
  const study = await watchedLive(context, sweep);
  const seen: string[] = [];
  let end = "";
  for await (const { event, data } of eventsAt(`${study.url}events`)) {
    if (event === "end") end = String(data);
    else seen.push((data as { html: { status?: string } }).html.status ?? "");
  }
  for (const point of ["arrivals.perSecond=20", "arrivals.perSecond=40"])
    assert.ok(
      seen.some((status) => status.includes(point)),
      `${point}: ${seen.join("\n")}`,
    );
  assert.match(end, /^<!doctype html>/);
  await ended(study);
});

test("a gate has one too, and ends as its report", async (context) => {
  const folder = scratchFolder(context);
  const baseline = path.join(folder, "baseline.json");
  const asked = ["gate", "chat", "--set", "clients=20", "--baseline", baseline, "--rounds-limit", "2"];
  const gate = await watchedLive(context, [...asked, "--update", "--history", path.join(folder, "history.ndjson")]);
  const { last } = await lastOf(eventsAt(`${gate.url}events`));
  assert.equal(last.event, "end");
  await ended(gate);
  assert.equal(gate.run.exit, 0, gate.run.output);
});
