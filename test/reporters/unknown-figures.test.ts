/** Services of the user's own do not tell everything: what is unknown is empty in every report, says why, and spoils no other figure. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf } from "../../src/gate/figures.js";
import { workloadFingerprint } from "../../src/gate/fingerprint.js";
import { checkObjectives } from "../../src/gate/threshold.js";
import { beforeAfter } from "../../src/reporters/compare/before-after.js";
import { renderBeforeAfter } from "../../src/reporters/compare/text.js";
import { summaryCsv } from "../../src/reporters/csv/rows-csv.js";
import { timelineCsv } from "../../src/reporters/csv/timeline-csv.js";
import { hlog } from "../../src/reporters/hlog.js";
import { headline } from "../../src/reporters/markdown/headline.js";
import { markdown } from "../../src/reporters/markdown/report-md.js";
import { unknowns } from "../../src/reporters/markdown/unknowns.js";
import { parseResult } from "../../src/reporters/read-result.js";
import { tabulate } from "../../src/reporters/tables.js";
import type { ApproachRecord, ApproachRound, Result } from "../../src/result/result.js";
import { csvRecords } from "./csv-records.js";
import { type Approach, resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "./fixture.js";

const LIVE = { ...WEBHOOK, name: "live", medianNs: 900_000 };
const SILENT = { ...WEBSOCKET, name: "silent" };

/** Bends the rounds of one approach, and what the result says of it. */
function bend(result: Result, name: string, record: Partial<ApproachRecord>, change: (round: ApproachRound) => void) {
  Object.assign(result.approaches.find((one) => one.name === name)!, record);
  for (const round of result.rounds.flatMap(({ approaches }) => approaches)) if (round.approach === name) change(round);
}

/** An ingest in which each of these approaches knows what its kind can know. */
const ingestOf = (approaches: readonly Approach[], more: (result: Result) => void = () => {}, rounds = 8): Result =>
  resultOf(rounds, approaches, (result) => {
    result.scenario.flow = "ingest";
    for (const { name } of approaches) {
      bend(result, name, { deliveriesBy: "acknowledgement" }, ({ deliveries, latency }) => {
        for (const unseen of ["duplicates", "outOfOrder", "suppressed"] as const) delete deliveries[unseen];
        for (const several of ["firstRecipient", "medianRecipient", "lastRecipient"] as const) delete latency[several];
      });
    }
    if (approaches.includes(LIVE))
      bend(result, "live", { service: { url: "http://localhost:5000" } }, (round) => {
        round.service = {};
        round.generator.verdict = "limit-unknown";
        delete round.cpus;
        for (const point of round.timeline) {
          delete point.serviceCpuRatio;
          delete point.serviceRssBytes;
        }
      });
    if (approaches.includes(SILENT))
      bend(result, "silent", { service: { command: "node server.js" }, deliveriesBy: "socket" }, (round) => {
        delete round.deliveries.acked;
        for (const time of ["latency", "serviceTime", "ack"] as const) delete round.latency[time];
        for (const point of round.timeline) delete point.latency;
      });
    more(result);
  });

test("a result with unknown figures is read as it was written, and no report shows a number for them", () => {
  const result = ingestOf([LIVE, SILENT, WEBSOCKET]);
  const read = parseResult(JSON.stringify(result), "result.json");
  assert.deepEqual(read, JSON.parse(JSON.stringify(result)));
  const [live, silent, websocket] = csvRecords(summaryCsv(read));
  const filled = (line: Record<string, string>, columns: RegExp): string[] =>
    Object.keys(line).filter((column) => columns.test(column) && line[column] !== "");
  assert.deepEqual(filled(live!, /^service_(?!time)|^disturbed|^(duplicates|suppressed|out_of_order)/), []);
  assert.deepEqual(filled(silent!, /^(latency|service_time|ack)_|^acked/), []);
  assert.ok(filled(websocket!, /^service_|^latency_/).length > 12);
  for (const line of csvRecords(timelineCsv(read))) {
    const unknown = line.approach === "live" ? /^service_/ : line.approach === "silent" ? /^latency_/ : /^faults/;
    assert.deepEqual(filled(line, unknown), []);
    assert.equal(line.deliveries, "1800");
  }
  assert.doesNotMatch(hlog(read), /Tag=silent/);
  const report = markdown(read);
  assert.doesNotMatch(report, /NaN|undefined|Infinity/);
  assert.match(
    report,
    /## What is unknown, and why\n\n- Deliveries of `live` and `websocket` are counted when their sender has the acknowledgement: latency/,
  );
});

test("the headline says what is unknown in place of a figure", () => {
  const text = headline(tabulate(ingestOf([LIVE, SILENT, WEBSOCKET])));
  assert.match(text, /\*\*Cost of the service\*\*.*unknown by `live`, [\d.]+ cores/);
  assert.match(text, /\*\*Nothing was lost\*\*, of/);
  assert.match(text, /\*\*Latency\*\* from when an event was due until its sender had the acknowledgement: `live` p50/);
  assert.match(text, /; `silent` unknown; `websocket` p50/);
  assert.match(text, /`live`.*Unknown of `live`: the service CPU per delivery\./);
  assert.match(text, /`silent` .*Unknown of `silent`: the p50 latency and the p99 latency\./);
  const alone = headline(tabulate(ingestOf([LIVE])));
  assert.match(alone, /\*\*Cost of the service:\*\* unknown\./);
});

test("an approach of which a figure is unknown takes no claim away from the others; in 6 rounds only that figure's", () => {
  const claimed = (approaches: readonly Approach[], rounds: number) =>
    tabulate(ingestOf(approaches, undefined, rounds)).ratios.flatMap(({ approach, metric, standing }) =>
      approach === "webhook-new-connection" && standing === "claimed" ? [metric] : [],
    );
  const [pair, three] = [
    [WEBHOOK_NEW_CONNECTION, WEBSOCKET],
    [LIVE, WEBHOOK_NEW_CONNECTION, WEBSOCKET],
  ];
  assert.equal(claimed(pair, 7).length, 3);
  assert.deepEqual(claimed(three, 7), claimed(pair, 7));
  assert.deepEqual(claimed(pair, 6), claimed(pair, 7));
  assert.deepEqual(claimed(three, 6), ["latencyP50Ns", "latencyP99Ns"]);
});

test("a line for each own service says what of it is unknown", () => {
  const linesOf = (service: ApproachRecord["service"], flow: "ingest" | "relay" = "ingest"): string =>
    unknowns(
      resultOf(1, [WEBHOOK], (result) => {
        result.scenario.flow = flow;
        bend(result, "webhook", { ...(service && { service }) }, () => {});
      }),
    )!;
  assert.equal(linesOf(undefined), undefined);
  assert.equal(
    linesOf({ command: "python3 app.py" }),
    "- `webhook` (webhook) is a service of your own, started by `python3 app.py`: its event loop and garbage collection are unknown, and no garbage is collected before its memory is read.",
  );
  assert.match(linesOf({ command: "echo `date` | x" }), /started by echo \\`date\\` &#124; x:/);
  assert.match(
    linesOf({ url: "http://localhost:1" }),
    /CPU and memory are unknown, for only its URL was given \(service\.pid/,
  );
  assert.match(
    linesOf({ url: "http://localhost:1", pid: 7 }),
    /CPU and memory are those of process 7 and its children; it may/,
  );
  assert.match(linesOf({ url: "http://localhost:1", cgroup: "/sys/fs/cgroup/x" }), /those of its cgroup/);
  assert.match(
    linesOf({ command: "node x" }, "relay"),
    /; how often it sent something, what it tried again and which copies it dropped is not seen\.$/,
  );
});

test("times that were counted in different ways have no ratio, and the difference is named", () => {
  const [references, mixed] = [ingestOf([WEBHOOK, WEBSOCKET], asReferences), ingestOf([WEBHOOK, WEBSOCKET])];
  const compared = beforeAfter(references, mixed);
  for (const { metric, ratio } of compared.figures) {
    if (/^(latency|serviceTime)/.test(metric)) assert.equal(ratio, undefined, metric);
    if (metric === "serviceCpuUsPerDelivery") assert.equal(ratio, 1);
  }
  assert.ok(
    compared.differences.some(
      ({ what, after }) => /webhook: deliveries counted by/.test(what) && after === "acknowledgement",
    ),
  );
  assert.match(
    renderBeforeAfter(compared),
    /`webhook` and `websocket` are counted in different ways: times have no ratio/,
  );
  assert.doesNotMatch(renderBeforeAfter(beforeAfter(mixed, mixed)), /counted in different ways/);
  assert.notEqual(workloadFingerprint(references).fingerprint, workloadFingerprint(mixed).fingerprint);
});

function asReferences(result: Result): void {
  for (const approach of result.approaches) delete approach.deliveriesBy;
}

test("what is unknown passes no gate and meets no objective", () => {
  const result = ingestOf([LIVE, SILENT, WEBSOCKET], ({ scenario }) => {
    scenario.objectives = { latencyP99Ms: 200, exactlyAsSentOrder: true, lost: 0 };
  });
  const [live, silent] = result.rounds[0]!.approaches.map((round) => figuresOf(round));
  for (const metric of ["service-cpu-per-delivery", "service-memory"]) assert.ok(!(metric in live!.metrics), metric);
  for (const metric of ["latency-p50", "latency-p95", "latency-p99"]) assert.ok(!(metric in silent!.metrics), metric);
  assert.ok(!("duplicates" in live!.deliveries) && !("foreignRatio" in live!));
  assert.deepEqual(
    checkObjectives(result).map(({ approach, objective, met }) => `${approach} ${objective} ${met}`),
    [
      ...["live latencyP99Ms true", "live lost true", "live exactlyAsSentOrder false"],
      ...["silent latencyP99Ms false", "silent lost true", "silent exactlyAsSentOrder false"],
      ...["websocket latencyP99Ms true", "websocket lost true", "websocket exactlyAsSentOrder false"],
    ],
  );
});
