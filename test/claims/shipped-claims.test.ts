/** Every claim that is shipped can be played: its scenarios load with the settings, points and approaches that it names. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { countSides } from "../../src/claims/count.js";
import { namedClaims } from "../../src/claims/read-claim.js";
import { readClaimsRecord } from "../../src/claims/read-claims-record.js";
import { askedOf, overOf } from "../../src/cli/claims/asked.js";
import { loadCompared } from "../../src/scenario/compared.js";
import { requirePlayable } from "../../src/scenario/own-services.js";
import { parseAxes, RATE } from "../../src/studies/sweep/axis.js";

const places = { directories: ["scenarios/claims"], cwd: process.cwd() };
const claims = await namedClaims([], places);

test("the article's claims H1 to H13 and ours H14 to H17 are all there, in this order", () => {
  const ids = claims.map(({ id }) => id).filter((id) => id.startsWith("H"));
  assert.deepEqual(
    ids,
    Array.from({ length: 17 }, (_, i) => `H${i + 1}`),
  );
});

test("what others published is there, too: G1 and G2, and the oracles that no claim of the article holds", () => {
  const ids = claims.map(({ id }) => id).filter((id) => !id.startsWith("H"));
  assert.deepEqual(ids, ["G1", "G2", "P4", "P10", "P11", "P12", "P13", "P14", "P18"]);
});

test("the files are named after their ids", () => {
  for (const { id, name } of claims)
    assert.match(name, new RegExp(`^${id[0]!.toLowerCase()}0?${id.slice(1)}-[a-z-]+$`), name);
});

for (const { id, studies, measures } of claims) {
  for (const [name, study] of Object.entries(studies)) {
    test(`${id}: the study ${name} can be played`, async () => {
      if (study.kind === "count") {
        for (const { lines } of Object.values(countSides(study, process.cwd()))) assert.ok(lines > 0);
        return;
      }
      const { scenario, set, approach, approaches } = askedOf(study);
      const load = (more: string[]) =>
        loadCompared(scenario, { directories: ["scenarios"], overrides: [...set, ...more], approach, approaches });
      const axes = study.kind === "sweep" ? parseAxes(overOf(study, measures, { quick: false }), 2) : [];
      const points = axes.flatMap(({ path, values }) =>
        path === RATE ? [[]] : values.map((one) => [`${path}=${one}`]),
      );
      for (const more of points.length === 0 ? [[]] : points) {
        const loaded = await load(more);
        assert.deepEqual(
          loaded.approaches.map((one) => one.name),
          study.approaches,
        );
        await requirePlayable(loaded);
      }
      if (study.kind === "crossover" && study.prices !== undefined) assert.ok(existsSync(study.prices), study.prices);
    });
  }
}

test("in a hurry a sweep plays the first and the last value that measures name", () => {
  const { studies, measures } = claims.find(({ id }) => id === "H4")!;
  const study = studies.idle!;
  assert.ok(study.kind === "sweep");
  const longer = { ...study, over: { clients: [2000, 4000, 6000, 8000] } };
  assert.deepEqual(overOf(longer, measures, { quick: true }), ["clients=2000,8000"]);
  assert.deepEqual(overOf(longer, measures, { quick: false }), ["clients=2000,4000,6000,8000"]);
});

test("docs/claims holds what was measured of every claim as its file has it now", async () => {
  const { claims: measured } = await readClaimsRecord("docs/claims");
  const stale = claims.filter(({ id, measures }) => {
    const record = measured.find((one) => one.id === id);
    return !isDeepStrictEqual(
      record?.measures.map(({ measure }) => measure),
      JSON.parse(JSON.stringify(measures)),
    );
  });
  assert.deepEqual(
    stale.map(({ id }) => id),
    [],
    "play them again: npm run pushbench -- claims ID … --out docs/claims, then npm run generate",
  );
  assert.ok(measured.every(({ quick }) => !quick));
});

/** Of "What the article says …": the names of each row's second column, and its last one. */
const articleRows = (): { names: string[]; last: string }[] => {
  const page = readFileSync("docs/claims.md", "utf8");
  const part = page.split(/^## /m).find((one) => one.startsWith("What the article says"))!;
  const rows = part.split("\n").filter((line) => line.startsWith("|"));
  return rows.map((row) => ({
    names: [...row.split("|")[2]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    last: row.split("|").at(-2)!,
  }));
};

const shippedIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => path.extname(file) === ".yaml")
    .map((file) => path.basename(file, ".yaml"));

test("docs/claims.md says of every shipped scenario and claim what of the article it measures, and names no other", () => {
  const named = articleRows().flatMap(({ names }) => names);
  assert.deepEqual([...new Set(named)].sort(), ["scenarios", "scenarios/claims"].flatMap(shippedIn).sort());
});

test("docs/claims.md has the verdict of every claim as it was measured, and every scenario has an example", async () => {
  const { claims: measured } = await readClaimsRecord("docs/claims");
  for (const { name, verdict } of measured) {
    const { last } = articleRows().find(({ names, last }) => names[0] === name && last.includes("claims/"))!;
    assert.match(last, new RegExp(`^ \\[${verdict}\\]`), name);
  }
  const examples = readdirSync("reports/examples", { withFileTypes: true }).filter((one) => one.isDirectory());
  assert.deepEqual(examples.map(({ name }) => name).sort(), shippedIn("scenarios").sort());
});
