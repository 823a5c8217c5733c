import assert from "node:assert/strict";
import { test } from "node:test";
import type { Model } from "../../../scripts/micro/cost-model.js";
import { type MicroReport, renderCsv, renderMarkdown } from "../../../scripts/micro/micro-tables.js";
import { operations } from "../../../scripts/micro/operations/all.js";
import type { ApproachProfile } from "../../../scripts/micro/profile.js";
import { betweenMarkers } from "../../../src/files/docs-page.js";

const profile: ApproachProfile = {
  scenario: "chat",
  flow: "relay",
  approach: "webhook",
  shares: [
    { category: "socket writes", ratio: 0.5 },
    { category: "undici", ratio: 0.3 },
    { category: "crypto", ratio: 0.2 },
  ],
  sampledRatio: 0.9,
};
const model: Model = {
  scenario: "chat",
  flow: "relay",
  approach: "webhook",
  bodyBytes: 462,
  measuredNs: 80_000,
  parts: [
    { part: "sockets", cpuNs: 12_000 },
    { part: "HMAC", cpuNs: 4_000 },
  ],
  explainedNs: 16_000,
};
const measured = { lowNs: 2_000, highNs: 3_000, errorRatio: 0.04, rounds: 5 };
const report: MicroReport = {
  machine: {
    cpuModel: "A CPU",
    cpuCount: 2,
    memoryBytes: 1,
    operatingSystem: "Linux",
    node: "v20",
    v8: "11",
    packages: { ws: "8.0.0", undici: "7.0.0" },
    loadAverage: 0,
  },
  quick: false,
  costs: [
    { id: "hmacSign", operation: operations.hmacSign, payloadBytes: 100, bodyBytes: 210, cpuNs: 2_500, ...measured },
    {
      id: "clock",
      operation: operations.clock,
      payloadBytes: undefined,
      bodyBytes: undefined,
      cpuNs: 2_500,
      ...measured,
    },
  ],
  models: [model],
  profiles: [profile],
};

test("the report names the two largest parts of each approach, with what they cost", () => {
  assert.match(
    renderMarkdown(report),
    /\*\*webhook, chat \(relay\)\*\*: socket writes 50\.0 % \(40\.0 µs\) and undici 30\.0 % \(24\.0 µs\) of 80\.0 µs a delivery\.$/,
  );
});

test("where samples missed most of the work, it is said", () => {
  const missed = { ...report, profiles: [{ ...profile, sampledRatio: 0.4 }] };
  assert.match(renderMarkdown(missed), /a delivery\. Samples saw less than half of its main thread/);
});

test("what the parts explain and what they leave stand side by side", () => {
  assert.match(
    renderMarkdown(report),
    /chat \(relay\) +\| +webhook \|.* 80\.0 µs \| +12\.0 µs \| +4\.00 µs \| +20\.0 % \| +80\.0 % \|/,
  );
});

test("without profiles nothing is said about the largest parts", () => {
  assert.doesNotMatch(renderMarkdown({ ...report, profiles: [] }), /largest parts|profiler/);
});

test("CSV is in base units, and what has no size has an empty cell", () => {
  const csv = renderCsv(report);
  assert.deepEqual(csv["operations.csv"]?.split("\n").slice(0, 3), [
    "operation,place,payload_bytes,body_bytes,cpu_ns,low_ns,high_ns,error_ratio,rounds",
    '"HMAC sign, node:crypto",service,100,210,2500,2000,3000,0.04,5',
    "clock read,collectors,,,2500,2000,3000,0.04,5",
  ]);
  assert.match(csv["cost-model.csv"] ?? "", /^chat,relay,webhook,462,sockets,12,0\.15$/m);
  assert.match(csv["profile.csv"] ?? "", /^chat,relay,webhook,undici,0\.3$/m);
});

test("a page keeps what is outside its markers, and one without markers is refused", () => {
  const [begin, end] = [
    "<!-- measured: begin (npm run micro -- --docs docs/microbenchmarks.md) -->",
    "<!-- measured: end -->",
  ];
  assert.equal(betweenMarkers(`a\n${begin}\nold\n${end}\nz`, "micro", "new"), `a\n${begin}\n\nnew\n\n${end}\nz`);
  assert.throws(() => betweenMarkers("a page", "micro", "new"), /no markers/);
});
