/** Services of the user's own beside reference services in one bench: each cell of each report is true or empty. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { fixture } from "./command-line.js";
import { cellsOf, filled, ran } from "./own-bench-run.js";
import { example, left } from "./own-service-run.js";
import { nobodyIsLeft, scratchFolder } from "./processes.js";

/** Of the service: what nobody knows of one that was only named by its URL. */
const UNKNOWN_OF_A_URL = /^service_(cpu|outside|idle|rss|held|event_loop|garbage)/;

/** A service that somebody else runs: its URL and its pid. */
async function running(context: TestContext): Promise<{ url: string; pid: number }> {
  const program = [fixture("own-receiver"), "prints-port"];
  const child: ChildProcess = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "inherit"] });
  context.after(async () => {
    if (child.exitCode === null && child.kill()) await once(child, "exit");
  });
  const [printed] = (await once(child.stdout!, "data")) as [Buffer];
  return { url: `http://127.0.0.1:${/localhost:(\d+)/.exec(printed.toString())![1]}`, pid: child.pid! };
}

test("an own receiver, one that somebody else runs and a reference service play one ingest, all counted alike", async (context) => {
  const folder = scratchFolder(context);
  const { url, pid } = await running(context);
  const { result, round, report, stdout, cells } = await ran(context, {
    mine: { transport: "webhook", service: { command: `${example("webhook-receiver.mjs")} ${folder}` } },
    live: { transport: "webhook", service: { url }, signature: "none" },
    watched: { transport: "webhook", service: { url, pid }, signature: "none" },
    websocket: { transport: "websocket" },
  });
  await nobodyIsLeft([pid]);
  assert.deepEqual(left(folder), [], "what pushbench started is gone");
  for (const { approach, deliveries, latency } of result.rounds[0]!.approaches) {
    assert.deepEqual(
      [deliveries.expected, deliveries.delivered, deliveries.acked, deliveries.reasons],
      [100, 100, 100, {}],
      approach,
    );
    for (const unseen of ["duplicates", "outOfOrder", "suppressed"]) assert.ok(!(unseen in deliveries), unseen);
    assert.equal(latency.latency, latency.ack, "both end at the acknowledgement");
    for (const file of ["summary.csv", "rounds.csv"])
      for (const line of cells(file, approach))
        assert.deepEqual(filled(line, /^(duplicates|out_of_order|suppressed)/), [], `${approach} in ${file}`);
    assert.deepEqual(
      cellsOf(report, approach, /delivered twice|out of order|duplicates|again|suppressed/).join(""),
      "––––––",
    );
  }
  assert.ok(result.approaches.every(({ deliveriesBy }) => deliveriesBy === "acknowledgement"));
  assert.deepEqual(Object.keys(round("mine").service).sort(), [
    "cpuNs",
    "idleCpuRatio",
    "idleMemory",
    "outsideCpuNs",
    "pid",
    "rssBeforeBytes",
    "rssIdleBytes",
    "rssLoadedBytes",
    "rssMaxBytes",
  ]);
  assert.ok(round("websocket").service.eventLoopUtilisation! > 0);
  assert.deepEqual(round("live").service, {});
  const { service: watched, generator, cpus } = round("watched");
  assert.ok(watched.pid === pid && watched.cpuNs! > 0 && watched.rssLoadedBytes! > 20e6);
  assert.ok(!("eventLoopUtilisation" in watched) && cpus === undefined);
  if (result.machine.servicesOnCpus !== undefined) assert.ok(round("mine").cpus !== undefined);
  assert.notEqual(generator.verdict, "not-saturated", "nobody knows");
  assert.ok(round("live").slices!.every((slice) => !("cpuNs" in slice)));
  for (const file of ["summary.csv", "rounds.csv", "timeline.csv"])
    for (const line of cells(file, "live")) assert.deepEqual(filled(line, UNKNOWN_OF_A_URL), [], file);
  assert.ok(filled(cells("summary.csv", "mine")[0]!, UNKNOWN_OF_A_URL).length > 5);
  for (const line of cells("comparison.csv", "live").filter(({ metric }) => UNKNOWN_OF_A_URL.test(metric!)))
    assert.deepEqual([line.figure, line.ratio], ["", ""]);
  for (const text of [report, stdout.replace(/\s+/g, " ")]) {
    assert.match(text, /Cost of the service.*unknown by `?live`?/);
    assert.match(text, /Nothing was lost(\*\*)?, of 100 deliveries by each\./);
    assert.match(text, /Deliveries of all approaches are counted when their sender has the acknowledgement, so that/);
    assert.match(
      text,
      /`?live`? \(webhook\) is a service of your own, run by somebody else at .* its CPU and memory are unknown/,
    );
  }
  const costs = cellsOf(report, "live", /^(service CPU|the same|service event loop|garbage|RSS|objects)/);
  assert.ok(costs.length > 12);
  assert.deepEqual(new Set(costs), new Set(["–"]));
  assert.doesNotMatch(report, /NaN|undefined|Infinity/);
});
