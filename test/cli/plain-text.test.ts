/** What commands print on a terminal is plain text that fits it: no table's bars, no heading's marks, no line that is broken. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrationText } from "../../src/cli/calibration-text.js";
import { selftestText } from "../../src/cli/selftest-text.js";
import { printMarkdown } from "../../src/cli/terminal.js";
import { terminalMarkdown } from "../../src/reporters/gate/terminal.js";
import { row, skippedRow } from "../../src/selftest/study-row.js";
import { chartsOf } from "../../src/trend/series.js";
import { trendText } from "../../src/trend/text.js";
import { gateReport } from "../reporters/gate/fixture.js";
import { HISTORY } from "../trend/fixture.js";
import { fakeEnvironment } from "./fake-environment.js";

const line = {
  name: "ingest by webhook, payload bytes",
  against: "the same bytes by tcpdump, with every head",
  value: 41_000,
};
const effects = {
  rounds: 12,
  tolerance: 0.02,
  sigma: 0.031,
  smallestEffect: 0.02,
  detectableEffect: 0.024,
  roundsNeeded: 17,
};
const calibration = { scenario: "chat", rounds: 12, roundMinutes: 0.2, budgetRounds: 25 };

const texts = {
  history: trendText(chartsOf(HISTORY, { last: 100 })),
  selftest: selftestText([
    ...["latency p50, ms", "service time p50, ms", "relay | <b>"].map((figure) => ({
      ...row("2 % or 1 ms", { ...line, name: `webhook, ingest in a closed loop, on the wire: ${figure}`, expected: 5 }),
      attempts: 1,
    })),
    ...["delays and CPU", "ingest in a closed loop, on the wire"].map((study) => ({
      ...row("exact", { ...line, name: `deliveries of all services with ${study}`, expected: 41_000 }),
      attempts: 3,
    })),
    ...[0.5, 0.9].map((q) => ({
      ...row("2 % or 1 ms", {
        name: `webhook: latency p${q * 100} with an exponential delay, ms`,
        against: `−ln(1 − ${q}) · 150 ms + p50 without delay`,
        value: 104.12,
        expected: 104,
      }),
      attempts: 1,
    })),
    { ...skippedRow("relay, on the wire", "there is no C compiler"), attempts: 0 },
  ]),
  calibrate: calibrationText({
    ...calibration,
    rows: [
      { approach: "webhook", metric: "service-cpu-per-delivery", unit: "ns", role: "gate", median: 41_200, ...effects },
    ],
  }),
  gate: terminalMarkdown(
    gateReport({ command: `npm run gate -- --scenario chat ${"--set run.seed=7 ".repeat(9)}`.trim() }),
  ),
};

for (const [command, markdown] of Object.entries(texts)) {
  test(`${command} prints plain text of at most 80 columns`, async (context) => {
    const environment = await fakeEnvironment(context);
    const { stdout } = environment;
    printMarkdown(
      { ...environment, stdout: { ...stdout, columns: 80, write: (text) => stdout.write(text) } },
      markdown,
    );
    assert.doesNotMatch(stdout.text, /^\||\*\*|^#|`|&[a-z#]/m);
    if (command === "selftest") assert.equal(stdout.text.match(/^figure +expected +measured +tolerance/gm)?.length, 3);
    for (const one of stdout.text.split("\n")) assert.ok([...one].length <= 80, one);
  });
}
