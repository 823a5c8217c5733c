/** `pushbench report` of a folder of claims: what people read is rendered from claims.json, and nothing is measured or judged. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fakeEnvironment, runFake } from "../fake-environment.js";

/** H12 and H13 play no bench. */
async function played(context: TestContext) {
  const environment = await fakeEnvironment(context);
  await runFake(context, ["claims", "H12", "H13", "--out", "there"], environment);
  const folder = path.join(environment.cwd, "there");
  return {
    environment,
    read: (name: string) => readFileSync(path.join(folder, name), "utf8"),
    write: (name: string, text: string) => writeFileSync(path.join(folder, name), text),
    folder,
  };
}

test("report writes claims.md and claims.html again as they were, and leaves what was found alone", async (context) => {
  const { environment, read, folder } = await played(context);
  const names = ["claims.md", "claims.html"];
  const before = names.map(read);
  const found = read("claims.json");
  for (const name of names) rmSync(path.join(folder, name));
  const { exitCode, stdout } = await runFake(context, ["report", "there"], environment);
  assert.equal(exitCode, 0);
  assert.deepEqual(names.map(read), before);
  assert.equal(read("claims.json"), found);
  assert.match(stdout, /there\/claims\.md\n.*there\/claims\.html\n$/);
});

test("what claims.json says now is what is rendered", async (context) => {
  const { environment, read, write } = await played(context);
  write("claims.json", read("claims.json").replaceAll("A webhook is simpler to implement", "Counted once more"));
  await runFake(context, ["report", "there/claims.json"], environment);
  for (const name of ["claims.md", "claims.html"]) assert.match(read(name), /Counted once more/);
});

test("the page links only to those reports of studies that are there", async (context) => {
  const { environment, read, write, folder } = await played(context);
  const record = JSON.parse(read("claims.json"));
  record.claims[0].studies = ["kept", "gone"].map((name) => ({ name, kind: "bench", folder: name }));
  write("claims.json", JSON.stringify(record));
  const { name } = record.claims[0];
  mkdirSync(path.join(folder, name, "kept"), { recursive: true });
  write(`${name}/kept/report.html`, "");
  await runFake(context, ["report", "there"], environment);
  assert.match(read("claims.html"), /href="[^"]*kept\/report\.html"/);
  assert.doesNotMatch(read("claims.html"), /gone\/report\.html/);
});

test("--out writes elsewhere, --print writes nothing", async (context) => {
  const { environment, folder, read } = await played(context);
  await runFake(context, ["report", "there", "--out", "other"], environment);
  assert.deepEqual(readdirSync(path.join(environment.cwd, "other")).sort(), ["claims.html", "claims.md"]);
  rmSync(path.join(folder, "claims.md"));
  const { stdout } = await runFake(context, ["report", "there", "--print"], environment);
  assert.match(stdout, /H13/);
  assert.throws(() => read("claims.md"), /ENOENT/);
});

test("what only a result or a study has is refused, and so is a damaged file with the names of its fields", async (context) => {
  const { environment, read, write } = await played(context);
  const format = await runFake(context, ["report", "there", "--format", "html"], environment);
  assert.match(format.stderr, /there is a folder of claims, whose files are written all together/);
  const points = await runFake(context, ["report", "there", "--points"], environment);
  assert.match(points.stderr, /only a study has points/);
  write("claims.json", read("claims.json").replace('"verdict": "not measurable here"', '"verdict": "perhaps"'));
  const damaged = await runFake(context, ["report", "there"], environment);
  assert.equal(damaged.exitCode, 2);
  assert.match(damaged.stderr, /claims\.1\.verdict[\s\S]*claims --resume --out/);
  write("claims.json", "{");
  assert.match((await runFake(context, ["report", "there"], environment)).stderr, /is not JSON/);
});
