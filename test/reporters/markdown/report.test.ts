import assert from "node:assert/strict";
import { test } from "node:test";
import { markdown } from "../../../src/reporters/markdown/report.js";
import type { Result } from "../../../src/result.js";
import {
  type Approach,
  approachRound,
  part,
  resultOf,
  roundOf,
  WEBHOOK,
  WEBHOOK_NEW_CONNECTION,
  WEBSOCKET,
} from "../fixture.js";
import { matchesGolden } from "../golden.js";

/** The paragraph under the title. */
const answerOf = (result: Result): string => markdown(result).split("\n\n")[1]!;

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
    /^\*\*`websocket` is cheaper and faster: `webhook` has 2\.\d\d× \(2\.\d\d–\d\.\d\d\) the service CPU/,
  );
});

test("who wins does not depend on the side that is the reference", () => {
  const slowSocket: Approach = { ...WEBSOCKET, medianNs: 2_000_000, cpuNsPerDelivery: 300_000 };
  assert.match(
    answerOf(resultOf(6, [WEBHOOK, slowSocket])),
    /^\*\*`webhook` is cheaper and faster: `webhook` has 0\.\d+× /,
  );
});

test("one may be cheaper and the other faster", () => {
  const mixed: Approach = { ...WEBSOCKET, medianNs: 2_000_000 };
  assert.match(answerOf(resultOf(6, [WEBHOOK, mixed])), /^\*\*`websocket` is cheaper, `webhook` is faster: /);
});

test("intervals that hold 1 on all questions claim no difference", () => {
  const result = resultOf(6, undefined, (bent) => {
    for (const [i, round] of bent.rounds.entries()) {
      const socket = approachRound(WEBSOCKET, round.number);
      const twin = approachRound({ ...WEBSOCKET, medianNs: WEBSOCKET.medianNs * (i % 2 ? 1.2 : 0.8) }, round.number);
      twin.service.cpuNs *= i % 2 ? 1.3 : 0.7;
      round.approaches = [{ ...twin, approach: "webhook" }, socket];
    }
  });
  assert.match(answerOf(result), /no difference can be claimed; it has the service CPU per delivery, [\d.]+× \(/);
});

test("what cannot be told apart is said beside what can", () => {
  const result = resultOf(6, undefined, (bent) => {
    for (const [i, round] of bent.rounds.entries())
      part(bent, round.number, "webhook").service.cpuNs = (i % 2 ? 0.1 : 0.5) * 1e9;
  });
  assert.match(answerOf(result), /`websocket` is faster: .*; cannot be told apart by the service CPU per delivery, /);
});

test("too few rounds give no answer, however clear they look", () => {
  assert.match(answerOf(resultOf(1)), /cannot be said yet, 1 usable round gives no interval \(6 are needed\)/);
  assert.match(answerOf(resultOf(5)), /cannot be said yet, 5 usable rounds give no interval \(6 are needed\)/);
});

test("rounds with a bound generator do not count as usable", () => {
  const result = resultOf(6, undefined, (bent) => {
    part(bent, 3, "websocket").generator.verdict = "generator-bound";
  });
  assert.match(answerOf(result), /cannot be said yet, 5 usable rounds/);
  for (const round of result.rounds) part(result, round.number, "websocket").generator.verdict = "generator-bound";
  assert.match(answerOf(result), /cannot be said, no round is left in which the load generator was not the limit/);
  assert.deepEqual(cells(markdown(result), "Comparison", "latency p99").at(-1), "–");
});

test("figures of bound rounds are marked in every table, and the mark is explained", () => {
  const result = resultOf(6, undefined, (bent) => {
    part(bent, 2, "webhook").generator.verdict = "generator-bound";
  });
  const text = markdown(result);
  const tables = text.split("\n## ").filter((section) => section.includes("`webhook`") && section.includes("\n|"));
  assert.ok(tables.length >= 7);
  for (const section of tables) assert.match(section, /`webhook` †/);
  assert.match(text, /^† Holds generator-bound rounds\./m);
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
  assert.match(text, /^But `webhook` left 10 of 32,400 deliveries undelivered/m);
  assert.match(text, /^The service of `webhook` was at its limit in at least one round/m);
  assert.match(text, /^Objectives missed by `webhook`\.$/m);
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
  assert.match(text, /^\*\*`websocket` is cheaper, ahead in throughput and faster at the median: /m);
  assert.match(text, /a closed loop has no due times/);
  assert.doesNotMatch(text, /at the same due times/);
});

test("a single approach is reported without ratios", () => {
  const text = markdown(resultOf(6, [WEBSOCKET]));
  assert.match(text, /\*\*Nothing to compare: only `websocket` was measured\.\*\*/);
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
  });
  assert.match(markdown(seeded), /--approaches webhook,websocket --quick --set run\.seed=7\n/);
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
