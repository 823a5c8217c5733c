import assert from "node:assert/strict";
import { test } from "node:test";
import { comment, commentMarker } from "../../../src/reporters/gate/comment.js";
import { cutToBytes, markdown } from "../../../src/reporters/gate/markdown.js";
import { terminal } from "../../../src/reporters/gate/terminal.js";
import { matchesGolden } from "../golden.js";
import { everyReport, gateReport, NASTY, nasty } from "./fixture.js";

test("the terminal's and the summary's text change only on purpose", () => {
  matchesGolden("gate.txt", terminal(gateReport()));
  matchesGolden("gate.md", markdown(gateReport()));
});

test("both say the verdict first and how to see it again", () => {
  const report = gateReport();
  assert.match(terminal(report), /^Regression: chat, main \(1a2b3c4d5e6f\) → faster-frames \(5d6e7f8091a2\)\n/);
  for (const render of [terminal, markdown]) assert.ok(render(report).includes(report.command));
});

test("a comment begins with a marker that a later gate of the same scenario finds", () => {
  assert.equal(comment(gateReport()).split("\n")[0], commentMarker("chat"));
  assert.equal(commentMarker("chat"), "<!-- pushbench-gate chat -->");
  assert.notEqual(commentMarker("chat"), commentMarker("ticker"));
  assert.match(commentMarker("a--><b>--c"), /^<!-- pushbench-gate [^<>]*(?<!--)[^<>]* -->$/);
});

test("names from outside open no HTML, mention nobody and begin no line", () => {
  for (const text of [markdown(nasty()), comment(nasty()).replace(/^<!-- .* -->\n/, "")]) {
    const outsideCode = text
      .replace(/`[^`\n]*`/g, "")
      .replaceAll("<sub>", "")
      .replaceAll("</sub>", "");
    assert.doesNotMatch(outsideCode, /<[a-z/!]/i);
    assert.doesNotMatch(outsideCode, /@\w/);
    assert.doesNotMatch(text, /^::/m);
  }
  assert.doesNotMatch(terminal(nasty()), /^\s*::/m);
});

test("every row of a table has as many cells as its header, whatever the names", () => {
  for (const make of Object.values(everyReport)) {
    const rows = markdown(make()).match(/^\|.*$/gm) ?? [];
    const cells = rows.map((row) => row.replaceAll("\\|", "").split("|").length);
    assert.ok(new Set(cells).size <= 1, rows.join("\n"));
  }
});

test("a summary and a comment stay within GitHub's limits and say where they were cut", () => {
  const endless = gateReport({ warnings: Array.from({ length: 12_000 }, (_, i) => `${i} ${NASTY} äöü`) });
  assert.ok(Buffer.byteLength(markdown(endless)) <= 1024 * 1024);
  assert.ok(comment(endless).length <= 65_536);
  for (const text of [markdown(endless), comment(endless)])
    assert.match(text, /\n\(Cut: the rest is in gate\.json\.\)\n$/);
});

test("cutting keeps whole lines and leaves alone what fits", () => {
  assert.equal(cutToBytes("one\ntwo\n", 8), "one\ntwo\n");
  const cut = cutToBytes("äää\n".repeat(30), 100);
  assert.ok(Buffer.byteLength(cut) <= 100);
  assert.match(cut, /^(äää\n)+\n\(Cut/);
});
