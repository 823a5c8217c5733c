/** Pages that link to each other: no link leads nowhere, and every page can be found from the README. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync("docs").map((name) => path.join("docs", name))].filter(
  (file) => file.endsWith(".md"),
);

/** Paths from the project's folder that a page links to; code is left out. */
function linksOf(page: string): string[] {
  const text = readFileSync(page, "utf8").replace(/^```[\s\S]*?^```$/gm, "");
  return [...text.matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => path.join(path.dirname(page), target));
}

test("every link of a page leads to a file", () => {
  const dead = pages.flatMap((page) =>
    linksOf(page)
      .filter((file) => !existsSync(file))
      .map((to) => `${page} → ${to}`),
  );
  assert.deepEqual(dead, []);
});

test("README leads to the list of pages, which leads to every page", () => {
  assert.ok(linksOf("README.md").includes("docs/README.md"));
  const linked = new Set(["docs/README.md", ...linksOf("docs/README.md")]);
  assert.deepEqual(
    pages.filter((page) => page.startsWith("docs/") && !linked.has(page)),
    [],
  );
});

test("which-should-i-use names every shipped scenario", () => {
  const page = readFileSync("docs/which-should-i-use.md", "utf8");
  const scenarios = readdirSync("scenarios").filter((file) => file.endsWith(".yaml"));
  assert.deepEqual(
    scenarios.map((file) => path.basename(file, ".yaml")).filter((name) => !page.includes(`\`${name}\``)),
    [],
  );
});

test("no manifest names a repository: there is no public one, and a placeholder would be somebody else's", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, unknown>;
  for (const field of ["repository", "bugs", "homepage"]) assert.equal(manifest[field], undefined, field);
});

test("every `npm run …` that a page tells to type is a script of package.json", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const unknown = pages.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/npm (?:--prefix \S+ )?run (?:--silent )?([a-z][a-z:-]*)/g)]
      .filter(([, name]) => !(name! in scripts))
      .map(([line]) => `${page}: ${line}`),
  );
  assert.deepEqual(unknown, []);
});

test("every figure of the page of questions stands behind the link that follows it", () => {
  const page = "docs/questions.md";
  const paragraphs = readFileSync(page, "utf8").split("\n\n");
  const wrong: string[] = [];
  let looked = 0;
  for (const paragraph of paragraphs) {
    // The question itself is bold, too, and ends the first sentence.
    const answer = paragraph.replace(/^\*\*\d+\. [^*]+\*\*/, "").replace(/\s+/g, " ");
    let figures: string[] = [];
    for (const [, figure, target] of answer.matchAll(/\*\*([^*]+)\*\*|\]\(([^)#\s]+\.md)\)/g)) {
      if (figure !== undefined) figures.push(figure);
      else {
        const source = readFileSync(path.join("docs", target!), "utf8").replace(/[*`]/g, "").replace(/\s+/g, " ");
        wrong.push(...figures.filter((one) => !source.includes(one)).map((one) => `${one} is not in ${target}`));
        looked += figures.length;
        figures = [];
      }
    }
    wrong.push(...figures.map((one) => `${one} has no source`));
  }
  assert.deepEqual(wrong, []);
  assert.ok(looked > 20, `${looked}`);
});

test("every figure of the table of published figures stands in the claims that were measured", () => {
  const table = readFileSync("docs/claims.md", "utf8")
    .split(/^## /m)
    .find((one) => one.startsWith("Published figures"))!;
  const measured = readFileSync("docs/claims/claims.md", "utf8");
  const figures = [...table.matchAll(/\*\*([^*]+)\*\*/g)].map(([, figure]) => figure!);
  assert.ok(figures.length > 10, `${figures.length}`);
  assert.deepEqual(
    figures.filter((figure) => !measured.includes(`(${figure})`) && !measured.includes(`| ${figure}`)),
    [],
  );
});
