/**
 * Compiles into dist only when dist does not hold exactly what these sources compile to, so that `npm run …` starts at
 * once and never runs stale code. Contents decide, not times: git, copies and clocks set times as they like. dist/.built
 * names the sources and the outputs by their hashes, and goes with dist. Plain JavaScript: it runs before anything is
 * compiled.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const SOURCE_FOLDERS = ["src", "test", "scripts"];
/** What else decides what comes out, or whether it compiles. */
const SOURCE_FILES = ["tsconfig.json", "package-lock.json", "scripts/build.mjs"];
const STAMP = "dist/.built";
const COMPILER_STATE = "dist/.tsbuildinfo";
const LOCK_POLL_MS = 50;
/** `usage` of src/errors.ts: nothing was run. Not 1, which `npm run gate` means a regression by. */
const NOTHING_RUN = 2;

/** Every file below, sorted; hidden ones are the build's own. */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) {
    const contents = readFileSync(file);
    hash.update(`${file}\0${contents.length}\0`).update(contents);
  }
  return hash.digest("hex");
}

const typeScriptFiles = () => SOURCE_FOLDERS.flatMap(filesBelow).filter((file) => file.endsWith(".ts"));
const sourcesHash = () => hashOf([...typeScriptFiles(), ...SOURCE_FILES]);
const outputsHash = () => hashOf(filesBelow("dist"));

/** @returns {{ sources?: string, outputs?: string }} Empty where there is no build, or a torn one. */
function readStamp() {
  try {
    return JSON.parse(readFileSync(STAMP, "utf8"));
  } catch {
    return {};
  }
}

function writeStamp(stamp) {
  const unfinished = `${STAMP}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(stamp));
  renameSync(unfinished, STAMP);
}

/** Outputs of sources that are gone: a test that was renamed must not run twice. */
function removeOrphans() {
  const stems = new Set(typeScriptFiles().map((file) => file.replace(/\.ts$/, "")));
  for (const file of filesBelow("dist")) {
    const stem = path.relative("dist", file).replace(/(\.d\.ts|\.js(\.map)?)$/, "");
    if (!stems.has(stem)) rmSync(file);
  }
}

/**
 * One build at a time for each folder. An abstract socket is the lock: it has no file, so it goes with its process,
 * however that ends. Where there are none (outside Linux) two builds may meet, and the hashes find what they spoilt.
 */
async function lock() {
  const name = `\0pushbench-build-${createHash("sha256").update(root).digest("hex").slice(0, 32)}`;
  for (;;) {
    const server = createServer();
    const isMine = await new Promise((resolve) => {
      server.once("listening", () => resolve(true));
      server.once("error", (error) => resolve(error.code !== "EADDRINUSE"));
      server.listen(name);
    });
    if (isMine) return server;
    await setTimeout(LOCK_POLL_MS);
  }
}

const isFresh = ({ sources, outputs }) => sources === sourcesHash() && outputs === outputsHash();

/** @returns {number} The exit code. */
function build() {
  const stamp = readStamp();
  if (isFresh(stamp)) return 0; // another process has just built it
  // The compiler trusts that what it wrote is still there.
  if (stamp.outputs !== outputsHash()) rmSync(COMPILER_STATE, { force: true });
  if (!existsSync("dist")) mkdirSync("dist");
  const sources = sourcesHash(); // before compiling: what changes meanwhile is compiled the next time
  const compiler = path.join("node_modules", "typescript", "bin", "tsc");
  if (!existsSync(compiler)) {
    process.stderr.write("The compiler is not installed. Run `npm ci --include=dev` in the project's folder first.\n");
    return NOTHING_RUN;
  }
  const argv = [compiler, "-p", "tsconfig.json", "--incremental", "--tsBuildInfoFile", COMPILER_STATE];
  const { status } = spawnSync(process.execPath, argv, { stdio: "inherit" });
  removeOrphans();
  // Without the sources' hash what does not compile is tried again, and says again what is wrong.
  writeStamp({ ...(status === 0 && { sources }), outputs: outputsHash() });
  return status === 0 ? 0 : NOTHING_RUN;
}

/** A checkout of another user, a read-only or full disk: the system's word, and what to do. */
function refused(error) {
  if (error.syscall === undefined) throw error;
  process.stderr.write(
    `error: dist does not hold what the sources compile to, and cannot be written: ${error.message}\n` +
      "hint: Build as the user who owns the folder (`npm run build`), or in a copy of your own.\n",
  );
  return NOTHING_RUN;
}

if (!isFresh(readStamp())) {
  const held = await lock();
  try {
    process.exitCode = build();
  } catch (error) {
    process.exitCode = refused(error);
  } finally {
    held.close();
  }
}
