import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { compare } from "../../../src/cli/commands/compare.js";
import { report } from "../../../src/cli/commands/report.js";
import type { Environment } from "../../../src/cli/environment.js";
import { resultOf } from "../../reporters/fixture.js";

let folder: string;
let printed: string;
let environment: Environment;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pushbench-report-"));
  printed = "";
  const write = (text: string): void => {
    printed += text;
  };
  const output = { write, isTTY: false, columns: 80 };
  environment = { stdout: output, stderr: output, cwd: folder, env: {} } as Partial<Environment> as Environment;
});
afterEach(() => rmSync(folder, { recursive: true }));

const nothingAsked = { out: undefined, format: [], print: false, points: false };

const chart = (name: string): string => `chart-${name}.svg`;

test("report writes every file beside the result and leaves the measurement itself alone", async () => {
  const measured = JSON.stringify(resultOf(1));
  writeFileSync(join(folder, "result.json"), measured);
  writeFileSync(join(folder, "chart-of-an-older-release.svg"), "");
  assert.equal(await report.run(environment, { result: ".", ...nothingAsked }), 0);
  const expected = [
    ...["balance", "cpu", "deliveries-over-time", "heat", "memory"].map(chart),
    ...["over-time", "percentiles", "wire"].map(chart),
    "comparison.csv",
    "latency.hlog",
    "ratios.svg",
    "report.html",
    "report.md",
    "result.json",
    "rounds.csv",
    "summary.csv",
    "timeline.csv",
  ];
  assert.deepEqual(readdirSync(folder).sort(), expected);
  assert.equal(readFileSync(join(folder, "result.json"), "utf8"), measured);
  assert.deepEqual(
    printed.trimEnd().split("\n").sort(),
    expected.filter((file) => file !== "result.json").map((file) => join(folder, file)),
  );
});

test("report writes the asked formats to the asked folder", async () => {
  writeFileSync(join(folder, "run.json"), JSON.stringify(resultOf(1)));
  const asked = { ...nothingAsked, out: "new/place", format: ["json", "summary-csv"] as ("json" | "summary-csv")[] };
  await report.run(environment, { result: "run.json", ...asked });
  assert.deepEqual(readdirSync(join(folder, "new/place")).sort(), ["result.json", "summary.csv"]);
});

test("report --print shows the report as plain text, no wider than the terminal, and writes nothing", async () => {
  writeFileSync(join(folder, "result.json"), JSON.stringify(resultOf(1)));
  await report.run(environment, { result: "result.json", ...nothingAsked, print: true });
  assert.match(printed, /^Team chat: webhook \/ websocket\n/);
  assert.doesNotMatch(printed, /[`|]|\*\*|^#/m);
  assert.ok(!printed.includes("\u001b"));
  assert.ok(printed.split("\n").every((line) => [...line].length <= 80));
  assert.deepEqual(readdirSync(folder), ["result.json"]);
});

test("report says which folder it cannot write to", async () => {
  writeFileSync(join(folder, "result.json"), JSON.stringify(resultOf(1)));
  const asked = { ...nothingAsked, out: "result.json/below" };
  await assert.rejects(report.run(environment, { result: ".", ...asked }), { code: "output-not-writable" });
});

test("compare prints both runs as text or as JSON, and gives no verdict", async () => {
  writeFileSync(join(folder, "a.json"), JSON.stringify(resultOf(1)));
  writeFileSync(join(folder, "b.json"), JSON.stringify(resultOf(2)));
  assert.equal(await compare.run(environment, { before: "a.json", after: "b.json", html: undefined, json: false }), 0);
  assert.match(printed, /no verdict\s+is\s+given/);
  printed = "";
  assert.equal(await compare.run(environment, { before: "a.json", after: "b.json", html: undefined, json: true }), 0);
  const comparison = JSON.parse(printed) as { differences: { what: string }[] };
  assert.deepEqual(
    comparison.differences.map(({ what }) => what),
    ["rounds"],
  );
});

test("compare names the result that it cannot find", async () => {
  writeFileSync(join(folder, "a.json"), JSON.stringify(resultOf(0)));
  const asked = { before: "a.json", after: "absent.json", html: undefined, json: false };
  await assert.rejects(compare.run(environment, asked), { code: "result-not-found", message: /absent\.json/ });
});

test("compare writes a page where it is asked for one, and never over a result", async () => {
  for (const name of ["a.json", "b.json"]) writeFileSync(join(folder, name), JSON.stringify(resultOf(1)));
  const asked = { before: "a.json", after: "b.json", json: false };
  await compare.run(environment, { ...asked, html: "pages/compare.html" });
  const page = join(folder, "pages", "compare.html");
  assert.ok(printed.endsWith(`Written: ${page}\n`));
  assert.match(readFileSync(page, "utf8"), /^<!doctype html>.*Before and after/s);
  printed = "";
  await compare.run(environment, { ...asked, json: true, html: page });
  assert.ok(JSON.parse(printed), "JSON alone");
  await assert.rejects(compare.run(environment, { ...asked, html: "b.json" }), {
    code: "usage",
    message: /b\.json, which is one of the results themselves/,
  });
});

test("--print takes no option for files: none of what was asked for is dropped in silence", async () => {
  writeFileSync(join(folder, "result.json"), JSON.stringify(resultOf(1)));
  for (const asked of [{ out: "elsewhere" }, { format: ["json" as const] }]) {
    await assert.rejects(report.run(environment, { result: ".", ...nothingAsked, print: true, ...asked }), {
      code: "usage",
      message: /^--print writes no file, so it takes no --(out|format)\.$/,
    });
  }
});

test("a result of before transports had ranks is reported with today's reference", async () => {
  const { transports: _transports, ...older } = resultOf(6);
  writeFileSync(join(folder, "result.json"), JSON.stringify(older));
  await report.run(environment, { result: ".", ...nothingAsked, format: ["comparison-csv"] });
  assert.match(readFileSync(join(folder, "comparison.csv"), "utf8"), /\nchat,webhook,websocket,/);
});
