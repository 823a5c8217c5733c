/** The build: nothing when dist is what the sources compile to, and never stale code, whatever happened to either side. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

// Blanks, quotes and dollars, as a clone's path may have.
const parent = mkdtempSync(path.join(tmpdir(), "pushbench-build-"));
const root = path.join(parent, `it's a "clone" $HOME`);
const at = (file: string): string => path.join(root, file);
const write = (file: string, text: string): void => writeFileSync(at(file), text);

before(() => {
  for (const folder of ["src", "test", "scripts"]) mkdirSync(at(folder), { recursive: true });
  cpSync("scripts/build.mjs", at("scripts/build.mjs"));
  symlinkSync(path.resolve("node_modules"), at("node_modules"), "dir");
  write("package.json", '{"type":"module"}');
  write("package-lock.json", "{}");
  const compilerOptions = { module: "nodenext", target: "es2023", lib: ["es2023"], types: [], rootDir: "." };
  write("tsconfig.json", JSON.stringify({ compilerOptions: { ...compilerOptions, outDir: "dist" }, include: ["src"] }));
  write("src/main.ts", 'export { word } from "./word.js";\n');
  write("src/word.ts", 'export const word = "one";\n');
});
after(() => rmSync(parent, { recursive: true }));

async function build(): Promise<{ code: number; printed: string }> {
  const child = spawn(process.execPath, [at("scripts/build.mjs")], { cwd: parent, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const [code] = (await once(child, "close")) as [number];
  return { code, printed };
}

const compiled = (): string => readFileSync(at("dist/src/word.js"), "utf8");
/** Changes with every build that was not a look alone. */
const lastBuild = (): number => statSync(at("dist/.built")).ino;

test("it compiles once, and again for a change that left the file's size and time as they were", async () => {
  assert.equal((await build()).code, 0);
  assert.match(compiled(), /"one"/);
  const first = lastBuild();
  const past = new Date("2020-01-01");
  utimesSync(at("src/word.ts"), past, past);
  assert.deepEqual(await build(), { code: 0, printed: "" });
  assert.equal(lastBuild(), first, "nothing was compiled");
  write("src/word.ts", 'export const word = "two";\n');
  utimesSync(at("src/word.ts"), past, past);
  assert.equal((await build()).code, 0);
  assert.match(compiled(), /"two"/);
});

test("what is missing or changed in dist is made again, and what no source stands for goes", async () => {
  rmSync(at("dist/src/word.js"));
  await build();
  assert.match(compiled(), /"two"/);
  writeFileSync(at("dist/src/word.js"), 'export const word = "stale";\n');
  await build();
  assert.match(compiled(), /"two"/);
  write("src/gone.test.ts", "export {};\n");
  await build();
  assert.ok(existsSync(at("dist/src/gone.test.js")));
  renameSync(at("src/gone.test.ts"), at("src/renamed.test.ts"));
  await build();
  assert.deepEqual(
    ["gone", "renamed"].map((name) => existsSync(at(`dist/src/${name}.test.js`))),
    [false, true],
  );
  rmSync(at("dist"), { recursive: true });
  await build();
  assert.match(compiled(), /"two"/);
});

test("what does not compile fails each time, until it is mended", async () => {
  write("src/word.ts", "export const word: string = 3;\n");
  for (const _time of [1, 2]) {
    const { code, printed } = await build();
    assert.equal(code, 2, "1 would be a regression to who calls npm run gate");
    assert.match(printed, /word\.ts.*TS2322/s);
  }
  write("src/word.ts", 'export const word = "two";\n');
  assert.deepEqual(await build(), { code: 0, printed: "" });
});

test("of two that start at once one builds, and both end with what the sources say", async () => {
  write("src/word.ts", 'export const word = "three";\n');
  const ends = await Promise.all([build(), build()]);
  assert.deepEqual(ends, [
    { code: 0, printed: "" },
    { code: 0, printed: "" },
  ]);
  assert.match(compiled(), /"three"/);
  const last = lastBuild();
  await build();
  assert.equal(lastBuild(), last);
});

test("a folder that cannot be written is told in a sentence", async () => {
  rmSync(at("dist"), { recursive: true });
  symlinkSync("/proc/nobody/dist", at("dist"));
  const { code, printed } = await build();
  assert.equal(code, 2);
  assert.match(printed, /^error: dist does not hold .* cannot be written: E[A-Z]+: .*\nhint: .*\n$/);
  rmSync(at("dist"));
});
