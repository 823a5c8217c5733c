/** Every test is run once by `npm test`, or by `npm run test:long`, and files that share a process share nothing that one could change. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ALONE, folderOf, ONE_BY_ONE, SHARED } from "./shared-processes.js";

const files = readdirSync("test", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts"));
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

test("the runner is given a file for each shared process, and those that stand alone", () => {
  assert.deepEqual(
    readdirSync("test/together").sort(),
    Object.keys(SHARED)
      .map((shared) => `${shared}.ts`)
      .sort(),
  );
  for (const shared of Object.keys(SHARED))
    assert.ok(readFileSync(`test/together/${shared}.ts`, "utf8").includes(`runTogether("${shared}")`), shared);
  const found = ALONE.map((folder) => `dist/test/${folder}`).join(" ");
  assert.ok(
    scripts.unit!.includes(` dist/test/together/*.js $(find ${found} -name '*.test.js' | sort) `),
    scripts.unit,
  );
});

test("what is run one by one has its folder there", () => {
  assert.ok(scripts.unit!.endsWith(" dist/test/measured/*.test.js"));
  assert.ok(scripts["test:long"]!.includes("find dist/test/long "));
  const few = readdirSync("test/measured", { recursive: true, encoding: "utf8" });
  assert.ok(
    few.every((file) => !file.includes("/")),
    "the runner is given no folders of it",
  );
});

test("a test belongs to the longest folder that it lies below, and there is none without tests", () => {
  assert.deepEqual(
    [
      "transports/webhook/tls.test.ts",
      "transports/window.test.ts",
      "transportation.test.ts",
      "tls/failure.test.ts",
    ].map(folderOf),
    ["transports/webhook", "transports", "", "tls"],
  );
  const used = new Set(files.map(folderOf));
  for (const folder of [...Object.values(SHARED).flat(), ...ALONE, ...ONE_BY_ONE]) assert.ok(used.has(folder), folder);
});

test("files that share a process leave it as it was", () => {
  const shared = new Set<string>(Object.values(SHARED).flat());
  const changing = files
    .filter((file) => shared.has(folderOf(file)))
    .filter((file) =>
      /process\.chdir\(|configureGlobal\(|process\.exitCode =|^(process\.env|mock\.)/m.test(
        readFileSync(`test/${file}`, "utf8"),
      ),
    );
  assert.deepEqual(changing, []);
});
