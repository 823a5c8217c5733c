import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { placesOf } from "../../../src/cli/advise/places.js";

function made(context: TestContext, ...folders: string[]): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), "pushbench-places-")));
  context.after(() => rmSync(root, { recursive: true }));
  for (const folder of folders) mkdirSync(path.join(root, folder), { recursive: true });
  return root;
}

const prefixes = ({ folders }: ReturnType<typeof placesOf>): string[] => folders.map(({ prefix }) => prefix);

test("own results come first, and those of the package follow with the folder before their names", (context) => {
  const root = made(context, "mine/reports", "package/reports/examples", "package/docs/claims");
  const [cwd, packageDirectory] = [path.join(root, "mine"), path.join(root, "package")];
  const found = placesOf({ cwd, packageDirectory }, undefined);
  assert.deepEqual(found.folders, [
    { root: path.join(cwd, "reports"), prefix: "" },
    { root: path.join(packageDirectory, "reports/examples"), prefix: "reports/examples/" },
    { root: path.join(packageDirectory, "docs/claims"), prefix: "docs/claims/" },
  ]);
});

test("whoever works in the package's own folder finds its examples once", (context) => {
  const root = made(context, "reports/examples", "docs/claims");
  assert.deepEqual(prefixes(placesOf({ cwd: root, packageDirectory: root }, undefined)), ["", "docs/claims/"]);
});

test("what is not there is not looked at, and a folder that is named is all", (context) => {
  const root = made(context, "package/reports/examples", "named");
  const places = { cwd: root, packageDirectory: path.join(root, "package") };
  assert.deepEqual(prefixes(placesOf(places, undefined)), ["reports/examples/"]);
  assert.deepEqual(placesOf(places, "named"), {
    folders: [{ root: path.join(root, "named"), prefix: "" }],
    text: "named",
  });
  assert.throws(() => placesOf(places, "nowhere"), { code: "result-not-found" });
});
