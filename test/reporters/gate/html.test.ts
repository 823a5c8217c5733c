import assert from "node:assert/strict";
import { test } from "node:test";
import type { GateCheck, GateReport } from "../../../src/gate/gate-report.js";
import { checksFigure } from "../../../src/reporters/gate/checks-figure.js";
import { html } from "../../../src/reporters/gate/html.js";
import { markdown } from "../../../src/reporters/gate/markdown.js";
import { roundsFigures } from "../../../src/reporters/gate/rounds-figures.js";
import { assertTextsFit } from "../charts/text-boxes.js";
import { assertInert, EVIL } from "../html/inert.js";
import { CPU, everyReport, gateReport, MEMORY, NASTY, P50, passing, THROUGHPUT, undecided } from "./fixture.js";

const textOf = (page: string): string =>
  page
    .replace(/<[^>]*>/g, "")
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");

test("the page has question, verdict, reason and findings first, then the forest of what gates", () => {
  const page = html(gateReport());
  const header = page.slice(0, page.indexOf("</header>"));
  const order = [
    "<h1>Regression: chat, main (1a2b3c4d5e6f) → faster-frames (5d6e7f8091a2)</h1>",
    "The question: for chat, is faster-frames (5d6e7f8091a2) (head) worse than main (1a2b3c4d5e6f) (base)",
    "<strong>Regression.</strong> 1 of 3 gated checks found a regression.",
    "service CPU per delivery is 7.3 % higher",
    "Read before using a figure: 1 warning.",
    '<figure id="gated"',
  ].map((text) => [text, header.replace(/<\/?(?:abbr|a)\b[^>]*>/g, "").indexOf(text)] as const);
  for (const [i, [text, at]] of order.entries())
    assert.ok(at >= 0 && at > (order[i - 1]?.[1] ?? -1), `${text} at ${at}`);
  assert.match(page, /<section id="warnings">.*2 of 24 <abbr[^>]*>rounds<\/abbr> were left out/s);
});

test("what gate.md says in words the page says in the same words", () => {
  for (const make of [gateReport, passing, undecided]) {
    const text = textOf(html(make()));
    const sentences = markdown(make())
      .split("\n")
      .filter((line) => line.startsWith("- "));
    assert.ok(sentences.length > 3);
    for (const sentence of sentences) assert.ok(text.includes(sentence.slice(2)), sentence);
  }
});

test("each verdict has a look of its own, and what is tolerated and what would matter are drawn on the worse side", () => {
  const { draw, rows, finding } = checksFigure(gateReport(), "gate")!;
  const body = draw(640).body.join("");
  assert.equal(rows.length, 3);
  assert.equal(finding, "Of 3 gated checks, 1 found a regression, 1 is undecided and 1 passes.");
  assert.match(body, />\+7\.3 % \(\+5\.1 % to \+9\.6 %\), worse</);
  for (const meaning of [
    "regression: worse by more than is tolerated",
    "pass: not worse by what would matter",
    "inconclusive",
  ])
    assert.ok(body.includes(`<title>${meaning}</title>`), meaning);
  const rects = [
    ...body.matchAll(/<rect class="shade" x="([\d.]+)"[^>]*width="([\d.]+)"[^>]*><title>tolerated: worse by ([^<]*)</g),
  ];
  const limits = [
    ...body.matchAll(/<line class="axis dashed" x1="([\d.]+)"[^>]*><title>would matter: worse by ([^<]*)</g),
  ];
  assert.deepEqual(
    [rects.map(([, , , share]) => share), limits.map(([, , share]) => share)],
    [
      ["2 %", "3 %", "3 %"],
      ["5 %", "10 %", "10 %"],
    ],
  );
  const one = Number(/<line class="axis" x1="([\d.]+)"/.exec(body)![1]);
  const sides = limits.map(([, x]) => Math.sign(Number(x) - one));
  assert.deepEqual(sides, [1, -1, 1], "less throughput is worse, more CPU and latency are");
  for (const [i, [, x, width]] of rects.entries())
    assert.ok(Math.abs(Number(x) + (sides[i] === 1 ? 0 : Number(width)) - one) <= 0.2, `${i}`);
});

test("checks without a figure or an interval are told and not drawn as if they were known", () => {
  const { low, high, confidence, ...single } = CPU;
  const few = gateReport({
    checks: [
      { ...single, verdict: "inconclusive" },
      { ...MEMORY, role: "gate" },
    ],
  });
  const { finding, draw, rows } = checksFigure(few, "gate")!;
  assert.equal(rows.length, 2);
  assert.match(finding, /Of 2 gated checks, 2 are undecided\. 1 of them has no figure/);
  assert.ok(draw(640).body.join("").includes("no interval: too few rounds"));
  assert.equal(checksFigure(gateReport({ checks: [MEMORY] }), "gate"), undefined);
});

for (const [name, make] of Object.entries(everyReport)) {
  test(`the page of the ${name} report runs nothing and loads nothing`, () => assertInert(html(make())));
}

test("names that mean harm become no markup", () => {
  const evil = (check: GateCheck): GateCheck => ({ ...check, approach: EVIL, metric: EVIL, reason: EVIL });
  const page = html(
    gateReport({
      ...{ scenario: EVIL, reason: EVIL, command: EVIL, warnings: [EVIL], startedAt: EVIL },
      base: { label: EVIL },
      head: { label: NASTY, ref: EVIL },
      checks: [CPU, THROUGHPUT, P50].map(evil),
      failures: [{ code: EVIL, message: EVIL }],
      reasons: [{ approach: EVIL, arm: "head", reason: EVIL, count: 3 }],
    }),
  );
  assertInert(page);
  assert.ok(page.includes("&lt;script&gt;"));
});

test("texts lie within every picture and upon no other, whatever the names and however many", () => {
  const long = (i: number): string => `approach-${i}-whose-name-has-sixty-characters-in-all-as-allowed`.slice(0, 60);
  const many: GateReport = gateReport({
    checks: Array.from({ length: 8 }, (_, i) =>
      [CPU, THROUGHPUT, P50].map((check) => ({ ...check, approach: long(i) })),
    ).flat(),
  });
  for (const report of [gateReport(), many])
    for (const figure of [checksFigure(report, "gate")!, ...roundsFigures(report)])
      for (const width of [330, 640, 728]) assertTextsFit(figure.draw(width), figure.name);
});

test("however much was found, the first chart follows three findings, and the others come later", () => {
  const checks = Array.from({ length: 5 }, (_, i) => ({ ...CPU, approach: `approach-${i}` }));
  const page = html(gateReport({ checks }));
  const header = page.slice(0, page.indexOf("</header>"));
  assert.equal(header.match(/is 7\.3 % higher/g)!.length, 3);
  assert.match(header, /There are 2 more findings below\..*<figure id="gated"/s);
  assert.match(page, /<section id="more-findings">.*approach-4/s);
});
