import assert from "node:assert/strict";
import { test } from "node:test";
import { markdown } from "../../../src/reporters/markdown/report-md.js";
import type { Result } from "../../../src/result/result.js";
import {
  type Approach,
  approachRound,
  encoded,
  part,
  resultOf,
  roundOf,
  WEBHOOK,
  WEBHOOK_NEW_CONNECTION,
  WEBSOCKET,
} from "../fixture.js";
import { matchesGolden } from "../golden.js";

/** The lines under the title. */
const headlineOf = (result: Result): string[] => markdown(result).split("\n\n")[1]!.split("\n");

/** The one that says how the approaches differ; there are only two. */
const answerOf = (result: Result): string =>
  headlineOf(result).find((line) => /nothing can be said|no difference|has \d/.test(line))!;

/** The cells of the line of a section's table that begins with `label`. */
function cells(text: string, section: string, label: string): string[] {
  const body = text.split(`## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
  const line = body.split("\n").find((one) => one.startsWith(`| ${label} `));
  assert.ok(line, `no "${label}" under "${section}"`);
  return line
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim());
}

const interrupted = (): Result =>
  resultOf(2, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET], (bent) => {
    bent.state = "interrupted";
    bent.failure = { code: "interrupted", message: "Ctrl-C" };
    bent.overrides = ["clients=1000", "payload.bytes={median: 300, p95: 900}"];
    part(bent, 2, "webhook").generator.verdict = "generator-bound";
    part(bent, 1, "webhook-new-connection").generator.verdict = "service-bound";
    const { deliveries } = part(bent, 1, "webhook-new-connection");
    Object.assign(deliveries, { delivered: 5_385, lost: 3, rejected: 12, reasons: { "HTTP 503": 10, timeout: 2 } });
    bent.warnings = [
      { code: "interrupted", message: "The run ended after 2 of 6 rounds.", advice: "Run again for the rest." },
      {
        code: "generator-bound",
        message: "The generator was the limit in 1 of 2 rounds.",
        advice: "Lower the rate.",
        approach: "webhook",
        round: 2,
      },
    ];
  });

test("the report of a finished run", () => {
  matchesGolden("report.md", markdown(resultOf(6)));
});

test("the report of an interrupted run with three approaches, a bound generator and losses", () => {
  matchesGolden("report-interrupted.md", markdown(interrupted()));
});

test("the report of a run that failed before its first round ended", () => {
  const result = resultOf(0, undefined, (bent) => {
    bent.state = "failed";
    bent.failure = { code: "port-taken", message: "The webhook service could not listen on port 8080." };
  });
  matchesGolden("report-failed.md", markdown(result));
});

test("with intervals on one side of 1 the answer names who is cheaper and faster, and by how much", () => {
  const answer = answerOf(resultOf(6));
  assert.match(
    answer,
    /^- \*\*`websocket` is cheaper and faster:\*\* `webhook` has 2\.\d\d× \(2\.\d\d–\d\.\d\d\) the service CPU/,
  );
});

test("who wins does not depend on the side that is the reference", () => {
  const slowSocket: Approach = { ...WEBSOCKET, medianNs: 2_000_000, cpuNsPerDelivery: 300_000 };
  assert.match(
    answerOf(resultOf(6, [WEBHOOK, slowSocket])),
    /^- \*\*`webhook` is cheaper and faster:\*\* `webhook` has 0\.\d+× /,
  );
});

test("one may be cheaper and the other faster", () => {
  const mixed: Approach = { ...WEBSOCKET, medianNs: 2_000_000 };
  assert.match(answerOf(resultOf(6, [WEBHOOK, mixed])), /^- \*\*`websocket` is cheaper, `webhook` is faster:\*\* /);
});

test("intervals that hold 1 on all questions claim no difference", () => {
  const result = resultOf(6, undefined, (bent) => {
    for (const [i, round] of bent.rounds.entries()) {
      const socket = approachRound(WEBSOCKET, round.number);
      const twin = approachRound({ ...WEBSOCKET, medianNs: WEBSOCKET.medianNs * (i % 2 ? 1.2 : 0.8) }, round.number);
      twin.service.cpuNs! *= i % 2 ? 1.3 : 0.7;
      round.approaches = [{ ...twin, approach: "webhook" }, socket];
    }
  });
  assert.match(
    answerOf(result),
    /no difference is claimed\.\*\* Not told apart by the service CPU per delivery, [\d.]+× \(.*\), the p50 latency,/,
  );
});

test("what cannot be told apart is said beside what can", () => {
  const result = resultOf(6, undefined, (bent) => {
    for (const [i, round] of bent.rounds.entries())
      part(bent, round.number, "webhook").service.cpuNs = [0.1, 0.5, 0.2, 0.9, 0.15, 0.3][i]! * 1e9;
  });
  assert.match(answerOf(result), /`websocket` is faster:\*\* .* Not told apart by the service CPU per delivery, /);
});

test("a real difference that is not worth a word is called too small", () => {
  const twin: Approach = { ...WEBSOCKET, name: "websocket-twin", cpuNsPerDelivery: WEBSOCKET.cpuNsPerDelivery * 1.04 };
  const result = resultOf(6, [WEBSOCKET, twin], (bent) => {
    for (const { number } of bent.rounds) {
      const [one, other] = [part(bent, number, "websocket"), part(bent, number, "websocket-twin")];
      other.latency = one.latency;
      other.service.cpuNs = one.service.cpuNs! * (1.04 + number / 1_000);
    }
  });
  assert.match(
    answerOf(result),
    /no difference is claimed.* Too small a difference to claim: the service CPU per delivery, 1\.04× \([^)]*\)[,.](?! \(less)/,
  );
});

test("a large ratio of small latencies is not claimed, and the reason is told", () => {
  const slower: Approach = { ...WEBSOCKET, name: "websocket-slower", medianNs: 90_000 };
  const answer = answerOf(resultOf(6, [{ ...WEBSOCKET, medianNs: 50_000 }, slower]));
  assert.match(
    answer,
    /Too small a difference to claim: the p50 latency, [\d.]+× \([^)]*\) \(less than 100 µs apart\)/,
  );
});

test("an approach is not called faster for what it never delivered", () => {
  const losing = resultOf(6, undefined, (bent) => {
    Object.assign(part(bent, 4, "websocket").deliveries, { delivered: 5_380, lost: 20 });
  });
  assert.match(
    answerOf(losing),
    /`websocket` is cheaper:\*\* .* Neither is called faster by the p50 latency and the p99 latency, which leave out 20 deliveries that never came by `websocket`\./,
  );
});

test("too few rounds give no answer, however clear they look", () => {
  assert.match(
    answerOf(resultOf(1)),
    /nothing can be said yet\*\*, because 1 usable round gives no interval \(6 are needed\)/,
  );
  assert.match(
    answerOf(resultOf(5)),
    /nothing can be said yet\*\*, because 5 usable rounds give no interval \(6 are needed\)/,
  );
});

test("rounds with a bound generator do not count as usable", () => {
  const result = resultOf(6, undefined, (bent) => {
    part(bent, 3, "websocket").generator.verdict = "generator-bound";
  });
  assert.match(answerOf(result), /nothing can be said yet\*\*, because 5 usable rounds/);
  for (const round of result.rounds) part(result, round.number, "websocket").generator.verdict = "generator-bound";
  assert.match(
    answerOf(result),
    /nothing can be said\*\*, because in every round the generator was late, at its limit or crowded out/,
  );
  assert.deepEqual(cells(markdown(result), "Comparison", "latency p99").at(-1), "–");
});

test("what is the same of several approaches is said once: no ratio, its reason, marks and their reasons", () => {
  const names = [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET];
  const text = markdown(
    resultOf(2, names, (bent) => {
      for (const { approaches } of bent.rounds)
        for (const { generator } of approaches)
          Object.assign(generator, { verdict: "generator-bound", verdictReason: "generator-crowded-out" });
      Object.assign(part(bent, 2, "webhook").generator, { verdictReason: "generator-late" });
    }),
  );
  assert.equal(text.match(/nothing can be said/g)!.length, 1);
  assert.match(
    text,
    /`webhook` and `webhook-new-connection` against `websocket`: nothing can be said\*\*, because in every/,
  );
  assert.match(text, /crowded out by other work \(every approach in 2 of 2 rounds\)/);
  assert.match(
    text,
    /^† Rounds that were generator-bound: by `webhook` 2 of 2 \(.* on its CPUs; it began or received events late\); by `webhook-new-connection` and `websocket` 2 of 2 \([^)]* on its CPUs\)\. /m,
  );
  assert.doesNotMatch(text, /`webhook` ÷ `websocket`/, "a table of unknown ratios says nothing");
});

test("in a closed loop the cores of each stand beside the rate that it reached with them", () => {
  const result = resultOf(6, undefined, (bent) => {
    for (const { approaches } of bent.rounds) for (const { latency } of approaches) delete latency.lateness;
    for (const { number } of bent.rounds) part(bent, number, "webhook").activeNs *= 2;
  });
  assert.match(
    headlineOf(result)[1]!,
    /^- \*\*Cost of the service\*\*, in the median round: 0\.1\d+ cores and [\d.]+ MiB at 894 deliveries\/s by `webhook` and 0\.07\d+ cores and [\d.]+ MiB at 1,788 deliveries\/s by `websocket`\.$/,
  );
});

test("a ratio that is far from the quotient of its columns is named", () => {
  const noted = (bend?: (result: Result) => void): string =>
    markdown(resultOf(6, undefined, bend)).match(/^Ratios pair.*$/m)![0];
  assert.doesNotMatch(noted(), /a quarter or more/);
  const uneven = noted((bent) => {
    part(bent, 1, "webhook").service.cpuNs! *= 20;
  });
  assert.match(uneven, /by a quarter or more of `webhook` service CPU per delivery: the rounds were far from alike/);
});

test("the headline begins with what decides, each in a line that stands alone", () => {
  const [objectives, cost, deliveries, latency, ...rest] = headlineOf(resultOf(6));
  assert.match(
    objectives!,
    /^- \*\*✓ Every approach met the objectives\.\*\* Latency p99 \(at most 200 ms\): 2\.\d+ ms \(1\.\d+ % of it\) by `webhook`/,
  );
  assert.match(objectives!, /undelivered \(at most 0\): 0 by each\.$/);
  assert.match(
    cost!,
    /^- \*\*Cost of the service\*\* at an offered rate of 1,800 deliveries\/s, in the median round: 0\.2\d+ cores and [\d.]+ MiB by `webhook` and 0\.07\d+ cores/,
  );
  assert.equal(deliveries, "- **Nothing was lost, delivered twice or out of order**, of 32,400 deliveries by each.");
  assert.match(
    latency!,
    /^- \*\*Latency\*\* from when an event was due: `webhook` p50 \d+ µs, p99 2\.\d+ ms, the latest [\d.]+ ms; `websocket`/,
  );
  assert.equal(rest.length, 1);
});

test("what came out of order, twice, late or not at all is counted in the headline and in the comparison", () => {
  const result = resultOf(6, undefined, (bent) => {
    bent.scenario.objectives = { latencyP99Ms: 2 };
    Object.assign(part(bent, 2, "webhook").deliveries, {
      outOfOrder: 1_198,
      duplicates: 3,
      delivered: 5_398,
      pending: 2,
    });
  });
  const lines = headlineOf(result);
  assert.match(
    lines[0]!,
    /^- \*\*✗ `webhook` did not meet the objectives\.\*\* .*2\.\d+ ms ✗ \(1\d\d % of it\) by `webhook`/,
  );
  assert.equal(
    lines[2],
    "- **Deliveries:** `webhook` **2 still tried at the end, 3 delivered twice and 1,198 out of order** of 32,400; `websocket` none lost, delivered twice or out of order of 32,400.",
  );
  assert.match(lines[3]!, /`webhook` .*, \d+ later than 2\.00 ms; /);
  assert.deepEqual(cells(markdown(result), "Comparison", "out of order").slice(0, 2), ["1,198", "0"]);
});

test("a quick run and one without events say so before anything else", () => {
  const silent = resultOf(1, undefined, (bent) => {
    bent.quick = true;
    for (const one of bent.rounds[0]!.approaches) {
      Object.assign(one.deliveries, { events: 0, expected: 0, delivered: 0, acked: 0 });
      one.latency = { latency: encoded([]), serviceTime: encoded([]) };
    }
  });
  const [quick, nothing, objectives] = headlineOf(silent);
  assert.match(quick!, /A quick run is no evidence/);
  assert.match(nothing!, /No event was due in the measured time: nothing was measured/);
  assert.match(objectives!, /✗ `webhook` and `websocket` did not meet the objectives.*not measured by each/);
  assert.doesNotMatch(markdown(silent), /Nothing was lost/);
});

test("figures of bound rounds are marked in every table, and the mark is explained", () => {
  const result = resultOf(6, undefined, (bent) => {
    part(bent, 2, "webhook").generator.verdict = "generator-bound";
  });
  const text = markdown(result);
  const tables = text.split("\n## ").filter((section) => section.includes("`webhook`") && section.includes("\n|"));
  assert.ok(tables.length >= 7);
  for (const section of tables) assert.match(section, /`webhook` †/);
  assert.match(
    text,
    /^† Rounds that were generator-bound: by `webhook` 1 of 6\. The columns hold them, the ratios leave them out\.$/m,
  );
  assert.match(text, /^\| 2 `webhook` † +\|/m);
  assert.match(text, /^\| 3 `webhook` +\|/m);
  assert.doesNotMatch(markdown(resultOf(6)), /†/);
});

test("losses and a saturated service qualify the answer", () => {
  const result = resultOf(6, undefined, (bent) => {
    Object.assign(part(bent, 1, "webhook").deliveries, { delivered: 5_390, lost: 10 });
    part(bent, 1, "webhook").generator.verdict = "service-bound";
  });
  const text = markdown(result);
  assert.match(text, /^- \*\*Deliveries:\*\* `webhook` \*\*10 lost\*\* of 32,400;/m);
  assert.match(text, /^- The service was the limit \(`webhook` in 1 of 6 rounds\)/m);
  assert.match(text, /^- \*\*✗ `webhook` did not meet the objectives\./m);
});

test("the deliveries are a subtraction that ends in 0", () => {
  const text = markdown(interrupted());
  const column = (label: string): number[] =>
    cells(text, "Deliveries", label).map((cell) => Number(cell.replaceAll(",", "")));
  const [expected, delivered, lost, rejected] = ["expected deliveries", "− delivered", "− lost", "− rejected"].map(
    column,
  );
  assert.deepEqual(
    expected!.map((value, i) => value - delivered![i]! - lost![i]! - rejected![i]!),
    column("= unaccounted for"),
  );
  assert.match(text, /^- 10 × `webhook-new-connection`: HTTP 503$/m);
});

test("fan-out is shown where an event has many recipients", () => {
  assert.match(markdown(resultOf(1)), /## Fan-out/);
  const ingest = resultOf(1, undefined, (bent) => {
    bent.scenario.flow = "ingest";
  });
  assert.doesNotMatch(markdown(ingest), /## Fan-out/);
});

test("a closed loop is compared by CPU and throughput, and says what its latency hides", () => {
  const result = resultOf(6, undefined, (bent) => {
    bent.scenario.arrivals = { executor: "constant-concurrency", windowPerClient: 1 };
    for (const round of bent.rounds) {
      for (const one of round.approaches) delete one.latency.lateness;
      part(bent, round.number, "webhook").activeNs *= 2;
    }
  });
  const text = markdown(result);
  assert.match(text, /^- \*\*`websocket` is cheaper, ahead in throughput and faster at the median:\*\* /m);
  assert.match(text, /a closed loop has no due times/);
  assert.doesNotMatch(text, /at the same due times/);
});

test("a single approach is reported without ratios", () => {
  const text = markdown(resultOf(6, [WEBSOCKET]));
  assert.match(text, /^- Nothing to compare: only `websocket` was measured\.$/m);
  assert.doesNotMatch(text, /÷/);
});

test("the report says how to run the same schedule again, quoted for a shell", () => {
  const text = markdown(interrupted());
  const command = text.split("```sh\n")[1]!.split("\n")[0];
  assert.equal(
    command,
    "npm run pushbench -- bench --scenario chat --approaches webhook,webhook-new-connection,websocket --set clients=1000 --set 'payload.bytes={median: 300, p95: 900}' --set run.seed=1",
  );
  const seeded = resultOf(0, undefined, (bent) => {
    bent.overrides = ["run.seed=7"];
    bent.seed = 7;
    bent.quick = true;
    bent.approachesGiven = ["webhook=http://localhost:$PORT/ node it's.js"];
  });
  assert.match(
    markdown(seeded),
    / --approach 'webhook=http:\/\/localhost:\$PORT\/ node it'\\''s\.js' --approaches webhook,websocket --quick --set run\.seed=7\n/,
  );
});

test("every table is aligned, so that it reads in a terminal", () => {
  const result = interrupted();
  result.rounds.push(roundOf([WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET], 3));
  for (const block of markdown(result)
    .split("\n\n")
    .filter((one) => one.startsWith("|"))) {
    const widths = new Set(block.split("\n").map((line) => [...line].length));
    assert.equal(widths.size, 1, block);
  }
});

test("a text of others stays a text: no heading, list, tag, image, mention or cell of its own", () => {
  const result = resultOf(1, undefined, (bent) => {
    bent.scenario.title = "Orders | <b>fast</b> @octocat #1\n## Warnings";
    bent.scenario.source = "Two places:\n- the first\n\n# not a heading, https://example.org/a_b_c";
    bent.machine.cpuModel = "<script>";
    part(bent, 1, "webhook").deliveries.reasons = {
      '500 <img src="https://evil.example/x.png">': 3,
      "[click](https://evil.example)": 1,
    };
  });
  const text = markdown(result);
  assert.equal(text.match(/^# /gm)?.length, 1);
  assert.equal(text.match(/^## Warnings/gm), null);
  assert.doesNotMatch(text, /^- the first|<img|<b>|<script|@octocat|(?<!\\)\[click/m);
  assert.match(text, /https:\/\/example\.org\/a_b_c/, "the author's own address may be followed");
});
