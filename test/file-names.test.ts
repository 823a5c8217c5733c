/** Files and folders that comments and pages name are there: after a move, a name that leads nowhere is found here. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const below = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
    path.posix.join(folder, name.replaceAll("\\", "/")),
  );

const FOLDERS = [".github", "docs", "reports", "scenarios", "scripts", "src", "test"];
const atTheTop = readdirSync(".").filter((name) => !["node_modules", "dist", ".git"].includes(name));
const all = [...atTheTop, ...FOLDERS.flatMap(below)];
const known = new Set(all);
/** By what a path ends with: `collectors/ledger.ts` is a name for `src/collectors/ledger.ts`. */
const endings = new Set(all.flatMap((file) => file.split("/").map((_, i, parts) => parts.slice(i).join("/"))));

/** Built files are named by their sources: dist/test/layers.test.js is test/layers.test.ts. */
const sourceOf = (name: string): string => name.replace(/^dist\//, "").replace(/\.js$/, ".ts");

/** A source file, or a path from the project's folder. What runs write (reports/chat/report.md) is no such name. */
const NAMED =
  /(?<![\w./<>$@:-])(?:[\w.-]+\/)*[\w.-]+\.(?:ts|mjs|test\.js)\b|(?<![\w./-])(?:src|test|scripts|docs|scenarios)\/[\w./-]*\w/g;

/** Names that stand for any file, or for one of the reader's own. */
const EXAMPLES = /^(scenarios\/(mine|live-scores|example)(\.yaml)?|.*\b(new|old|service|receiver|server)\.m?[jt]s)$/;

function namesIn(text: string): string[] {
  const names = [...text.matchAll(NAMED)].map(([name]) => name.replace(/^(\.\.?\/)+/, ""));
  return names.filter((name) => !EXAMPLES.test(name));
}

function isThere(name: string): boolean {
  const source = sourceOf(name.replace(/\/$/, ""));
  return known.has(source) || known.has(`${source}.ts`) || endings.has(source);
}

/** Comments of a program; strings are left out as far as a line tells. */
const commentsOf = (text: string): string =>
  [...text.matchAll(/\/\*[\s\S]*?\*\/|(?:^|[\s;{}(,])\/\/ .*$/gm)].map(([comment]) => comment).join("\n");

/** This file is left out: it has names that lead nowhere, for its own test. */
const programs = all.filter(
  (file) => /^(src|scripts|test)\/.*\.(ts|mjs)$/.test(file) && file !== "test/file-names.test.ts",
);
const pages = all.filter((file) => /\.md$/.test(file) && !/^(reports|test)\//.test(file) && file !== "CHANGELOG.md");

test("every file that a comment names is there", () => {
  const stale = programs.flatMap((file) =>
    namesIn(commentsOf(readFileSync(file, "utf8")))
      .filter((name) => !isThere(name))
      .map((name) => `${file}: ${name}`),
  );
  assert.deepEqual(stale, []);
});

test("every file that a page names is there", () => {
  const stale = pages.flatMap((page) =>
    namesIn(readFileSync(page, "utf8"))
      .filter((name) => !isThere(name))
      .map((name) => `${page}: ${name}`),
  );
  assert.deepEqual(stale, []);
});

test("names are found in comments of both kinds, and told from what is there", () => {
  const text = [
    "const a = 1; // see bench/crew.ts",
    "/** Like src/nowhere/else.ts,",
    " * or dist/test/layers.test.js. */",
    'const url = "src/a/string.ts";',
  ].join("\n");
  const names = namesIn(commentsOf(text));
  assert.deepEqual(names, ["bench/crew.ts", "src/nowhere/else.ts", "dist/test/layers.test.js"]);
  assert.deepEqual(names.map(isThere), [true, false, true]);
});
