import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { markdown } from "../../../src/reporters/markdown/report-md.js";
import { table } from "../../../src/reporters/markdown-table.js";
import { columnsOf } from "../../../src/reporters/terminal/inline.js";
import { terminalText } from "../../../src/reporters/terminal/terminal-text.js";
import { resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "../fixture.js";

const PLAIN = { columns: 80, colour: false, marks: false };
const widest = (text: string): number =>
  Math.max(...text.split("\n").map((line) => columnsOf(stripVTControlCharacters(line))));

const word = fc.string({ unit: fc.constantFrom(..."abcXYZ0123µ÷×–".split("")), minLength: 1, maxLength: 40 });
const rows = fc
  .integer({ min: 2, max: 6 })
  .chain((columns) =>
    fc.array(fc.array(word, { minLength: columns, maxLength: columns }), { minLength: 2, maxLength: 5 }),
  );

test("a table is never wider than the terminal, and no character of it is lost", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 20, max: 160 }), ([head, ...body], columns) => {
      const text = terminalText(table(head!, body), { ...PLAIN, columns });
      assert.ok(widest(text) <= columns, text);
      const bare = text.replace(/\s/g, "");
      for (const cell of [...head!.slice(1), ...body.flat()]) assert.ok(bare.includes(cell), `${cell} in\n${text}`);
    }),
  );
});

test("a whole report fits into any terminal, coloured or not", () => {
  const report = markdown(resultOf(6, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET]));
  for (const columns of [20, 40, 79, 80, 120, 200]) {
    for (const colour of [true, false]) {
      assert.ok(widest(terminalText(report, { columns, colour, marks: colour })) <= columns, `${columns} columns`);
    }
  }
});

test("a terminal that says it has no columns gets readable lines", () => {
  const text = terminalText("some words that follow each other", { ...PLAIN, columns: 0 });
  assert.deepEqual(text, "some words that\nfollow each other\n");
});

test("several approaches stand side by side where they fit, and below each other where they do not", () => {
  const figures = table(["", "`webhook`", "`websocket`"], [["latency p50", "1.16 ms", "466 µs"]]);
  assert.equal(
    terminalText(figures, PLAIN),
    "             webhook  websocket\n───────────  ───────  ─────────\nlatency p50  1.16 ms     466 µs\n",
  );
  assert.equal(
    terminalText(figures, { ...PLAIN, columns: 30 }),
    "webhook\n  latency p50  1.16 ms\n\nwebsocket\n  latency p50  466 µs\n",
  );
});

test("of many columns as many stand together as fit", () => {
  const figures = table(["", "`one`", "`two`", "`three`"], [["latency p50", "1.16 ms", "466 µs", "12.1 ms"]]);
  assert.equal(
    terminalText(figures, { ...PLAIN, columns: 34 }),
    [
      "                 one     two",
      "───────────  ───────  ──────",
      "latency p50  1.16 ms  466 µs",
      "",
      "               three",
      "───────────  ───────",
      "latency p50  12.1 ms",
      "",
    ].join("\n"),
  );
});

test("nothing of Markdown is left, figures stay with their units, marks and colour come where they are wanted", () => {
  const line = "- **✓ `webhook` met it:** 4.98 ms &lt;b&gt; a\\_b";
  assert.equal(terminalText(line, PLAIN), "- webhook met it: 4.98 ms <b> a_b\n");
  assert.equal(
    terminalText(line, { ...PLAIN, colour: true, marks: true }),
    "- \u001b[32m✓\u001b[39m \u001b[36mwebhook\u001b[39m \u001b[1mmet it:\u001b[22m 4.98 ms <b> a_b\n",
  );
  assert.equal(terminalText("aaaa bbbb cccc 4.98 ms", { ...PLAIN, columns: 20 }), "aaaa bbbb cccc\n4.98 ms\n");
});

test("a command that is too long can still be pasted; a chart is left as it is", () => {
  const command = "npm run bench -- --scenario chat --set clients=1000";
  assert.equal(
    terminalText(`\`\`\`sh\n${command}\n\`\`\``, { ...PLAIN, columns: 30 }),
    "npm run bench -- --scenario \\\n  chat --set clients=1000\n",
  );
  assert.equal(terminalText("```text\na |▃  ▃|\n\nb\n```", PLAIN), "a |▃  ▃|\n\nb\n");
});
