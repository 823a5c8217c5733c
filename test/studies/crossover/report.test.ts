import assert from "node:assert/strict";
import { test } from "node:test";
import { findingsOf } from "../../../src/studies/crossover/findings.js";
import { crossoverAnswers } from "../../../src/studies/crossover/report/answers.js";
import { crossoverColumnNames, crossoverColumns } from "../../../src/studies/crossover/report/columns.js";
import { costLines } from "../../../src/studies/crossover/report/costs.js";
import { crossoverSentences } from "../../../src/studies/crossover/report/sentences.js";
import { fiellerText } from "../../../src/studies/crossover/report/words.js";
import { type KnownLine, logSpaced, simulatedSweep } from "./simulated-sweep.js";

const findings = (approaches: Record<string, KnownLine>, rounds = 6) =>
  findingsOf(
    simulatedSweep({ rates: logSpaced(1, 1000, 8), rounds, approaches, noise: { spread: 0.02, shared: 0.5 }, seed: 2 }),
  );
const websocket = { standing: 2e6, perDelivery: 20_000 };
const webhook = { standing: 4e5, perDelivery: 40_000 };

test("a crossing is told with its range, the estimate and Fieller's interval", () => {
  const found = findings({ webhook, websocket });
  const row = crossoverAnswers(found)
    .split("\n")
    .find((line) => line.includes("CPU"))!;
  assert.match(
    row,
    /`webhook` is cheaper below, `websocket` above *\| *51\.8–139 \| *2\.59–6\.95 \| *51\.8–139 \| *[78]\d\.\d\/s \| *\d\d\.\d–\d\d\.\d\/s \|/,
  );
  assert.match(
    crossoverSentences(found),
    /`websocket` gets cheaper than `webhook` between 51\.8 and 139\/s, 2\.59–6\.95 events\/s per client, the lines meet at/,
  );
  assert.match(crossoverAnswers(found), /no price list was given/);
});

test("what is undecided names the points, and says where it is decided", () => {
  const close = { standing: 2e6, perDelivery: 20_010 };
  assert.match(crossoverAnswers(findings({ webhook: close, websocket })), /undecided: not decided at 1\.00, 2\.68/);
  const near = { standing: 1.9e6, perDelivery: 20_010 };
  assert.match(
    crossoverAnswers(findings({ webhook: near, websocket })),
    /undecided: `webhook` is cheaper from 1\.00 to [\d.]+; not decided at/,
  );
  assert.match(crossoverAnswers(findings({ webhook, websocket }, 5)), /fewer than 6 rounds that count/);
});

test("a step is told between its rates, per client, with what it costs, and lines on either side", () => {
  const text = costLines(
    findings({
      webhook: { standing: 1e5, perDelivery: 24_000, cliff: { below: 10, perConnection: 60_000 } },
      websocket,
    }),
  );
  assert.match(
    text,
    /\*\*The connections of `webhook` have a step:\*\* at 7\.20\/s \(0\.360 deliveries\/s per client\) and below/,
  );
  assert.match(text, /at 19\.3\/s \(0\.965 deliveries\/s per client\) and above, connections stay/);
  assert.match(text, /CPU: 2\.\d+× \(/);
  for (const side of ["new", "reused"]) assert.match(text, new RegExp(`CPU, connections ${side} *\\| *\\d`));
});

test("standing costs are per second, costs per delivery are not", () => {
  assert.match(
    costLines(findings({ webhook, websocket })),
    /\| 2\.\d+ ms \(1\.\d+ ms–2\.\d+ ms\)\/s \| +(19|20)\.\d µs \(\d+\.\d µs–\d+\.\d µs\) \|/,
  );
});

test("columns have the ratio with its interval, and what the line says", () => {
  const found = findings({ webhook, websocket });
  const columns = crossoverColumns(found, 3, "webhook");
  assert.ok(columns.cpuRatioLow! < columns.cpuRatio! && columns.cpuRatio! < columns.cpuRatioHigh!);
  assert.ok(Math.abs(columns.cpuLine! / (4e5 + 40_000 * 7.197) - 1) < 0.05);
  assert.ok(Object.keys(columns).every((name) => crossoverColumnNames.includes(name)));
  assert.deepEqual(Object.keys(crossoverColumns(found, 3, "websocket")), ["cpuLine"]);
  assert.deepEqual(crossoverColumns(found, 99, "webhook"), {});
});

test("a set without bounds is told as one", () => {
  assert.equal(fiellerText({ kind: "everywhere" }), "no bounds");
  assert.equal(fiellerText({ kind: "outside", to: 2, from: 90 }), "up to 2.00/s or from 90.0/s on");
  assert.equal(fiellerText({ kind: "outside", to: -4, from: 90 }), "from 90.0/s on");
  assert.equal(fiellerText({ kind: "between", from: -3, to: 12 }), "0–12.0/s");
  assert.equal(fiellerText(undefined), "–");
});
