import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { reporters } from "../../src/reporters/registry.js";
import { gateReport, NASTY } from "../reporters/gate/fixture.js";
import { runReport } from "../trend/fixture.js";
import { resultText, shownFolder, shownResult, studyText } from "./folder.js";

const CHAT = "chat/2026-01-02T10-00-00";

test("the start page lists what lies in the folder, the newest first, with its answer", async (context) => {
  const { write, read } = shownFolder(context);
  write(`${CHAT}/result.json`, resultText());
  write(
    "older/result.json",
    resultText((result) => Object.assign(result, { startedAt: "2025-01-01T00:00:00Z", quick: true })),
  );
  const page = await read("/");
  assert.match(page, /2 entries, the newest first/);
  assert.ok(page.indexOf(`/page/${CHAT}/result.json`) < page.indexOf("/page/older/result.json"));
  assert.match(page, /✓ Every approach met the objectives\..*<code>websocket<\/code> is cheaper and faster/);
  assert.match(
    page,
    /webhook \/ websocket · 2026-01-02 10:00 UTC · Example CPU @ 3.00GHz, 2 logical · pushbench 0\.1\.0/,
  );
  assert.match(page, /quick: no evidence/);
  assert.doesNotMatch(page, /<script|javascript:|http-equiv="refresh"/i);
});

test("an empty folder says how results come about", async (context) => {
  const page = await shownFolder(context).read("/");
  assert.match(page, /No entry/);
  assert.match(page, /pushbench bench --scenario chat/);
});

test("a search keeps what has all words, and a scenario and a kind narrow it", async (context) => {
  const { write, read } = shownFolder(context);
  write(`${CHAT}/result.json`, resultText());
  write(
    "outage/result.json",
    resultText(({ scenario }) => Object.assign(scenario, { name: "outage", title: "An outage" })),
  );
  const listed = async (query: string): Promise<string[]> =>
    [...(await read(`/?${query}`)).matchAll(/href="\/page\/([^"]+)"/g)].map(([, id]) => id!).sort();
  const [chat, outage] = [`${CHAT}/result.json`, "outage/result.json"];
  assert.deepEqual(await listed(""), [chat, outage]);
  assert.deepEqual(await listed("words=OUT+web"), [outage]);
  assert.deepEqual(await listed("words=%22%3E%3Cb%3E"), []);
  assert.deepEqual(await listed("scenario=chat"), [chat]);
  assert.deepEqual(await listed("kind=run"), [chat, outage]);
  assert.deepEqual(await listed("kind=gate"), []);
  assert.deepEqual(await listed("kind=nonsense&page=9"), [chat, outage]);
});

test("a result has its page, rendered from result.json whatever else lies beside it", async (context) => {
  const { write, read, ask } = shownFolder(context);
  write(`${CHAT}/result.json`, resultText());
  write(`${CHAT}/report.html`, "<script>forged</script>");
  write(`${CHAT}/summary.csv`, "forged");
  assert.equal((await ask(`/page/${CHAT}/result.json`))?.headers?.location, `/at/${CHAT}/report.html`);
  const page = await read(`/at/${CHAT}/report.html`);
  const report = reporters.html.render(shownResult());
  assert.equal(page.replace(/<nav class="bar".*?<\/nav>/s, ""), report);
  assert.match(page, /<nav class="bar"[^>]*><a href="\/">All results<\/a>/);
  const csv = await ask(`/at/${CHAT}/summary.csv`);
  assert.equal(csv?.body, reporters["summary-csv"].render(shownResult()));
  assert.equal(csv?.headers?.["content-disposition"], 'attachment; filename="summary.csv"');
  assert.equal(csv?.type, "text/csv; charset=utf-8");
  const raw = await ask(`/at/${CHAT}/result.json`);
  assert.deepEqual([String(raw?.body), raw?.type], [resultText(), "application/json"]);
  assert.equal((await ask(`/at/${CHAT}/`))?.headers?.location, `/page/${CHAT}/result.json`);
});

test("two that are chosen are put side by side, and stay chosen on the way", async (context) => {
  const { write, read, ask } = shownFolder(context);
  write("a/result.json", resultText());
  write(
    "b/result.json",
    resultText((result) => Object.assign(result, { pushbenchVersion: "9.9.9" })),
  );
  const page = await read("/?before=a/result.json&words=9.9.9");
  assert.match(page, /class="choice".*name="before" value="a\/result\.json"[^>]* checked/);
  const both = await ask("/compare?before=a/result.json&after=b/result.json");
  assert.equal(both?.status ?? 200, 200);
  assert.match(String(both?.body), /9\.9\.9/);
  assert.match(String(both?.body), /not paired/);
  for (const query of ["", "before=a/result.json", "before=a/result.json&after=../b/result.json", "before=a&after=b"]) {
    const answer = await ask(`/compare?${query}`);
    assert.equal(answer?.status, 400, query);
    assert.match(String(answer?.body), /Choose two on the start page/);
  }
});

test("a study and a gate are entries, and their parts are found when they are asked for", async (context) => {
  const { write, read, ask } = shownFolder(context);
  write("s/study.json", studyText());
  write("s/points/1-1/result.json", resultText());
  write("g/gate.json", JSON.stringify(gateReport()));
  write("g/result.json", resultText());
  const page = await read("/");
  assert.match(page, /2 entries, the newest first.*\?kind=part">2 parts of studies and gates/s);
  assert.match(page, /: sweep over arrivals\.perSecond/);
  assert.match(await read("/?kind=part"), /2 entries,.*\/page\/s\/points\/1-1\/result\.json/s);
  assert.equal((await ask("/page/s/study.json"))?.headers?.location, "/at/s/sweep.html");
  assert.match(await read("/at/s/sweep.html"), /<h1>.*sweep over arrivals\.perSecond/);
  assert.match(await read("/at/s/sweep-cpu.svg"), /^<svg/);
  assert.match(await read("/at/g/gate.html"), /<h1>/);
  assert.match(await read("/at/g/report.html"), /Team chat/);
  assert.match(await read("/at/g/junit.xml"), /^<\?xml/);
});

test("the page of a gate has the trend of the gates in the folder that are like it", async (context) => {
  const { write, read, later } = shownFolder(context);
  const today = runReport(40);
  write("today/gate.json", JSON.stringify(today));
  assert.match(await read("/at/today/gate.html"), /No other gate in this folder is of this scenario/);
  for (let day = 1; day <= 5; day++) write(`day-${day}/gate.json`, JSON.stringify(runReport(day)));
  write("else/gate.json", JSON.stringify(runReport(6, { workloadFingerprint: "else" })));
  write("torn/gate.json", JSON.stringify(today).slice(0, 100));
  later();
  const page = await read("/at/today/gate.html");
  assert.match(page, /6 gate runs, lower is better/);
  assert.match(page, /<svg[^>]*\btrend-1\b/);
});

test("what cannot be read is listed with the reason, and the others are shown", async (context) => {
  const { write, read, ask } = shownFolder(context);
  write("good/result.json", resultText());
  write("torn/result.json", resultText().slice(0, 500));
  write("torn-later/result.json", resultText().slice(0, -500));
  write("newer/result.json", resultText().replace('"schemaVersion": 1', '"schemaVersion": 7'));
  write("foreign/result.json", '{"results":[]}');
  write("foreign/study.json", '{"study":"dance"}');
  write("empty/gate.json", "");
  write(
    "bent/result.json",
    resultText((result) => Object.assign(result.scenario, { clients: "many" })),
  );
  const page = await read("/");
  assert.match(page, /newer\/result\.json is not a result that this pushbench reads: it has schema version 7\./);
  assert.match(page, /torn\/result\.json is not JSON/);
  assert.match(page, /torn-later\/result\.json is not JSON/);
  assert.match(page, /scenario\.clients/);
  assert.match(page, /foreign\/study\.json is of a kind of study that this pushbench does not know\./);
  assert.match(page, /Every approach met the objectives/);
  const problem = await ask("/page/newer/result.json");
  assert.equal(problem?.status, 422);
  assert.match(String(problem?.body), /Use|use the pushbench that wrote/);
  assert.equal((await ask("/at/newer/report.html"))?.status, 422);
  assert.equal((await ask("/at/newer/result.json"))?.status, undefined, "the file itself may be saved");
});

test("nothing outside the folder is there, however it is asked for", async (context) => {
  const { root, write, read, ask } = shownFolder(context);
  write(`${CHAT}/result.json`, resultText());
  write(`${CHAT}/secret.txt`, "secret");
  write(".hidden/result.json", resultText());
  const outside = shownFolder(context);
  outside.write("o/result.json", resultText());
  symlinkSync(outside.root, path.join(root, "link"));
  symlinkSync(path.join(outside.root, "o/result.json"), path.join(root, "result.json"));
  assert.match(await read("/"), /1 entry,/);
  const up = path.relative(root, outside.root);
  const targets = [
    ...[
      `/at/${CHAT}/secret.txt`,
      "/at/link/o/result.json",
      "/at/result.json",
      "/page/result.json",
      "/at/.hidden/result.json",
    ],
    ...[
      "/at/etc/passwd",
      "/at//etc/passwd",
      "/at/%2Fetc/passwd",
      `/at/${up}/o/result.json`,
      `/at/${encodeURIComponent(up)}/o/result.json`,
    ],
    ...[
      "/at/..%2f..%2fetc/passwd",
      "/at/%2e%2e/%2e%2e/etc/passwd",
      `/at/${CHAT}/result.json%00.html`,
      `/at/${CHAT}%5cresult.json`,
    ],
    ...["/at/__proto__/result.json", "/at", "/at/", "/page", "/page/", "/compare/", "/compare/x", "/x", `/at/${CHAT}`],
  ];
  for (const target of targets) {
    const answer = await ask(target);
    assert.ok(answer === undefined || answer.status === 400, target);
  }
});

test("a file that is a link by the time it is read is not followed", async (context) => {
  const { root, write, read, ask } = shownFolder(context);
  write("a/result.json", resultText());
  await read("/");
  const { rmSync } = await import("node:fs");
  rmSync(path.join(root, "a/result.json"));
  symlinkSync("/etc/passwd", path.join(root, "a/result.json"));
  const answer = await ask("/at/a/result.json");
  assert.equal(answer?.status, 422);
  assert.doesNotMatch(String(answer?.body), /root:/);
});

test("names and texts of others become no markup", async (context) => {
  const { write, read } = shownFolder(context);
  const evil = `<img src=x onerror=alert(1)>"'><script>alert(1)</script>`;
  const text = resultText((result) => {
    Object.assign(result.scenario, { name: evil, title: `${evil} ${NASTY}` });
    result.machine.cpuModel = evil;
    result.pushbenchVersion = evil;
    for (const one of result.approaches) one.name = `${evil}${one.name}`;
    for (const round of result.rounds) for (const one of round.approaches) one.approach = `${evil}${one.approach}`;
  });
  const folder = `"><script>alert(1)<%2Fscript>&amp;`;
  write(`${folder}/result.json`, text);
  write("<b>/study.json", `{"study":"<script>alert(1)</script>"}`);
  const id = [folder, "result.json"].map(encodeURIComponent).join("/");
  const query = new URLSearchParams({ words: evil, scenario: evil, before: evil, after: evil, kind: evil, page: evil });
  const pages = [`/`, `/?${query}`, `/?before=${encodeURIComponent(`${folder}/result.json`)}`, `/compare?${query}`];
  for (const target of [...pages, `/at/${id.replace("result.json", "report.html")}`, "/page/%3Cb%3E/study.json"]) {
    const page = await read(target);
    assert.doesNotMatch(page, /<script|<img|<b>|&amp;amp;amp;/, target);
  }
  assert.match(await read("/"), /&lt;img src=x onerror=alert\(1\)&gt;/);
});

test("a file that changes is read again, and one that goes away is forgotten", async (context) => {
  const { root, write, read, later } = shownFolder(context);
  write("a/result.json", resultText());
  assert.match(await read("/"), /Team chat/);
  write(
    "a/result.json",
    resultText(({ scenario }) => Object.assign(scenario, { title: "Another title" })),
  );
  later();
  assert.match(await read("/"), /Another title/);
  writeFileSync(path.join(root, "a/result.json"), "");
  later();
  assert.match(await read("/"), /a\/result\.json is not JSON/);
});
