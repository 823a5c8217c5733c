import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { GlossaryOfPage, glossary } from "../../../src/reporters/html/glossary.js";
import { reportHtml } from "../../../src/reporters/html/report-html.js";
import { htmlTable } from "../../../src/reporters/html/tag.js";
import { markdown } from "../../../src/reporters/markdown/report-md.js";
import { plainText, wordsOf } from "../../../src/reporters/terminal/inline.js";
import type { Result } from "../../../src/result/result.js";
import { idleResultOf, part, resultOf, WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET } from "../fixture.js";
import { assertInert, EVIL } from "./inert.js";

const RESULT = resultOf(6, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET]);
const PAGE = reportHtml(RESULT);

/** Everything that somebody else may have written, full of markup. */
const hostile = (): Result =>
  resultOf(6, [WEBHOOK, WEBSOCKET], (result) => {
    const { scenario } = result;
    Object.assign(scenario, { title: EVIL, source: EVIL, name: EVIL });
    Object.assign(result, {
      scenarioGiven: EVIL,
      overrides: [EVIL],
      failure: { code: "x", message: EVIL },
      state: "failed",
    });
    result.approaches[0]!.service = { command: EVIL };
    result.approaches[1]!.config = { [EVIL]: EVIL };
    result.warnings = [
      { code: "quick", message: EVIL, advice: EVIL, approach: EVIL } as unknown as Result["warnings"][number],
    ];
    Object.assign(result.machine, { cpuModel: EVIL, operatingSystem: EVIL });
    part(result, 1, "webhook").deliveries.reasons = { [EVIL]: 3 };
    part(result, 1, "webhook").deliveries.losses = [{ event: EVIL, recipient: 1 }];
    part(result, 1, "webhook").recovery = {
      faults: [{ kind: EVIL, beganNs: 1, endedNs: 2 }],
      delivered: [],
      binNs: 1e8,
    };
  });

test("nothing that anybody wrote becomes markup", () => {
  const page = reportHtml(hostile());
  assert.ok(page.match(/<[^!][^>]*>/g)!.length > 1_000);
  assertInert(page);
  assert.ok(page.includes("&lt;script&gt;alert(1)&lt;/script&gt;"));
});

test("the page runs nothing and loads nothing", () => {
  assert.match(
    PAGE,
    /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">/,
  );
  assert.doesNotMatch(PAGE, /<script|<link|<img|url\(|@import|src=|https?:/);
});

test("the answer is the same as that of report.md, and the question and the ratios stand beside it", () => {
  const text = PAGE.replace(/<abbr[^>]*>|<\/?(?:abbr|code|strong)>/g, "").replaceAll("&apos;", "'");
  const lines = markdown(RESULT).split("\n").slice(2);
  const answer = lines.slice(0, lines.indexOf(""));
  assert.ok(answer.length > 3);
  for (const line of answer) assert.ok(text.includes(plainText(wordsOf(line.slice(2), true))), line);
  const header = PAGE.slice(0, PAGE.indexOf("</header>"));
  assert.match(header, /The question: .*webhook, webhook-new-connection and websocket.*\?/s);
  assert.match(header, /<figure id="ratios"/);
});

test("every chart has its title, its finding and its numbers for whoever sees no picture, and every id is there once", () => {
  const charts = [...PAGE.matchAll(/<svg [^>]*role="img" aria-labelledby="([\w-]+)" aria-describedby="([\w-]+)"/g)];
  assert.ok(charts.length >= 16);
  for (const [, title, finding] of charts) {
    assert.match(PAGE, new RegExp(`<h[23] id="${title}">[^<]+`));
    assert.match(PAGE, new RegExp(`<p id="${finding}" class="finding">[^<]+`));
  }
  const ids = [...PAGE.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, to] of PAGE.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.includes(to!), to);
  assert.equal(
    PAGE.match(/<figure /g)!.length,
    PAGE.match(/<figure .*?<details[^>]*>.*?<table .*?<\/figure>/g)!.length,
  );
});

test("6 rounds of 3 approaches fit into 400 KB, however long they are", () => {
  const result = resultOf(6, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET], ({ rounds }) => {
    for (const { approaches } of rounds)
      for (const one of approaches)
        one.timeline = Array.from({ length: 120 }, (_, second) => ({ ...one.timeline[second % 3]!, second }));
  });
  const kilobytes = Buffer.byteLength(reportHtml(result)) / 1_000;
  assert.ok(kilobytes < 400, `${kilobytes} KB`);
});

test("the page has the words of the glossary as docs/glossary.md explains them", () => {
  const rows = new Map(
    [...readFileSync("docs/glossary.md", "utf8").matchAll(/^\| ([^|]+?) +\| (.+?) \|$/gm)].map(([, word, meaning]) => [
      word!,
      meaning!,
    ]),
  );
  for (const [word, meaning] of Object.entries(glossary)) assert.ok(rows.get(word)?.startsWith(meaning), word);
  assert.match(PAGE, /<abbr title="New service processes[^"]*">rounds<\/abbr>/);
  assert.match(PAGE, /<dt>round<\/dt><dd>New service processes/);
});

test("words are at hand in findings, in tables and in each part anew, and no word is found within another", () => {
  const figure = (name: string): string => PAGE.slice(PAGE.indexOf(`<figure id="${name}"`)).split("</figure>")[0]!;
  assert.match(figure("heat"), /class="finding">[^<]*<abbr title="One event at one recipient[^"]*">deliveries<\/abbr>/);
  assert.match(figure("wire"), /<th scope="col">event <abbr title="The bytes of events[^"]*">payload<\/abbr><\/th>/);
  assert.ok(PAGE.match(/<abbr title="`?deliveredNs − dueNs/g)!.length > 5);
  const plain = new GlossaryOfPage().part();
  assert.equal(plain("rounding up a surround, p99.9 & <b>"), "rounding up a surround, p99.9 &amp; &lt;b&gt;");
  assert.match(plain("p99, and p50 of the same entry"), /^<abbr [^>]*>p99<\/abbr>, and p50 of the same entry$/);
});

test("figures of tables are aligned to the right, and columns of words are not", () => {
  const table = htmlTable(
    ["", "p50", "share", "what it says"],
    [
      ["a", "1.20 ms", "–", "cannot be told"],
      ["b", "", "12 %", "3 differ"],
    ],
    "A table",
  );
  assert.deepEqual(
    [...table.matchAll(/<t[hd]( class="words")?[^>]*>(?=share|what|12|3 differ)/g)].map(([tag]) => tag),
    ['<th scope="col">', '<th scope="col" class="words">', "<td>", '<td class="words">'],
  );
});

test("where nothing is compared, the page begins with the percentiles, and has them once", () => {
  const page = reportHtml(resultOf(2, [WEBHOOK]));
  assert.match(page.split("</header>")[0]!, /<figure id="percentiles"/);
  assert.equal(page.match(/<figure id="percentiles"/g)!.length, 1);
});

test("a run without events has its charts: ratios, costs, growth of memory, rounds", () => {
  const page = reportHtml(idleResultOf(6));
  const names = [...page.matchAll(/<figure id="([\w-]+)"/g)].map(([, name]) => name);
  assert.deepEqual(names, [
    ...["ratios", "idle-cpu", "idle-wire", "memory", "idle-growth"],
    ...["by-round-idle-cpu", "by-round-heartbeat", "by-round-idle-wire"],
  ]);
  const ratios = page.slice(page.indexOf('<figure id="ratios"')).split("</figure>")[0]!;
  assert.match(ratios, /service CPU per client and second<\/text>/);
});
