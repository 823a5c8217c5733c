/** Holds the layers: arrows point down only, third-party packages have one home each, files stay small. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";

/** What a folder of src may import besides itself and the leaves (src/*.ts). What lies further down comes with it. */
const directlyBelow: Record<string, readonly string[]> = {
  cli: ["arms", "selftest", "trend", "library", "stacks", "studies", "serve", "live", "claims", "advise", "fleet"],
  advise: ["serve"],
  serve: ["studies", "trend", "web"],
  library: ["bench", "reporters"],
  live: ["bench", "reporters", "web"],
  stacks: ["bench", "reporters"],
  claims: ["studies"],
  studies: ["bench", "reporters"],
  arms: ["bench"],
  selftest: ["bench"],
  bench: ["network", "services", "remote", "fleet"],
  fleet: ["services", "remote"],
  remote: ["collectors", "scenario"],
  network: ["generators"],
  services: ["generators"],
  generators: ["collectors", "transports"],
  machine: ["processes", "result"],
  processes: ["events", "files"],
  collectors: ["machine"],
  scenario: ["faults", "executors", "gate", "files"],
  faults: ["transports"],
  transports: ["executors", "tls"],
  executors: ["events"],
  events: [],
  tls: [],
  trend: ["reporters"],
  reporters: ["gate"],
  gate: ["statistics", "result", "files"],
  statistics: [],
  result: [],
  files: [],
  web: [],
};

/**
 * What a folder of scripts may import of src, with what lies further down, besides itself and the leaves of both (scripts/*.ts,
 * src/*.ts). No script imports another.
 */
const belowScripts: Record<string, readonly string[]> = {
  conformance: ["reporters", "transports"],
  "gate-selftest": ["cli"],
  generate: ["cli"],
  headlines: ["reporters", "transports"],
  "idle-memory": ["machine", "reporters", "transports"],
  micro: ["cli"],
  mutants: ["reporters", "selftest"],
  perf: ["studies"],
  screenshots: ["reporters", "transports"],
  studies: ["cli"],
  twins: ["reporters"],
};
/** The same of scripts/*.ts: they tell errors as the program does. */
const belowScriptLeaves = ["cli", "files"];

/** Entrances, not leaves: they stand above the folders. */
const entrances = ["main.ts", "index.ts"];

/** Packages that need more than one file may have folders, for each purpose one; every other has a single file. */
const homes: Record<string, readonly string[]> = {
  yaml: ["scenario", "fleet/kubernetes"], // what people write is read in the one, what Kubernetes reads is written in the other
  undici: ["transports/webhook"],
  ws: ["transports/websocket", "stacks"], // a service's server; a client of checks, which is none of pushbench's own
};

const LONGEST_FILE_LINES = 300;
const MOST_FILES_OF_FOLDER = 25;
const WAREHOUSES = ["utils", "helpers", "common", "core", "types"];

function everythingBelow(folder: string): Set<string> {
  const direct = directlyBelow[folder] ?? [];
  return new Set(direct.flatMap((one) => [one, ...everythingBelow(one)]));
}

interface Source {
  /** Relative to src or scripts, with forward slashes. */
  file: string;
  text: string;
}

const sourcesIn = (root: string): Source[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

const sources = sourcesIn("src");
const scripts = sourcesIn("scripts");

/** Every module named by import, export … from, import() or import type; comments and strings are left out. */
function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const statements = /(?:^|[;\n}])\s*(?:import|export)\s(?:[\w*{}\s,$]*?\sfrom\s*)?["']([^"']+)["']/g;
  const calls = /\bimport\(\s*["']([^"']+)["']/g;
  return [statements, calls].flatMap((pattern) => [...code.matchAll(pattern)].map(([, module]) => module!));
}

const folderOf = (file: string): string | undefined => (file.includes("/") ? file.split("/")[0] : undefined);

/** Why an import from `file` may not be, or undefined. */
function violation(file: string, module: string): string | undefined {
  if (!module.startsWith(".")) return undefined;
  const target = normalize(join(dirname(file), module)).replaceAll("\\", "/");
  if (target.startsWith("..")) return `${file} imports ${module}: outside src`;
  const [from, to] = [folderOf(file), folderOf(target)];
  if (to === undefined || from === to || entrances.includes(file)) return undefined;
  if (from === undefined) return `${file} is a leaf and imports the folder ${to}`;
  return everythingBelow(from).has(to) ? undefined : `${file} (${from}) imports ${to}: arrows point down only`;
}

/** The same of a file of scripts. */
function scriptViolation(file: string, module: string): string | undefined {
  if (!module.startsWith(".")) return undefined;
  const target = normalize(join("scripts", dirname(file), module)).replaceAll("\\", "/");
  const from = folderOf(file);
  const to = folderOf(target.slice(target.indexOf("/") + 1));
  if (to === undefined) return undefined;
  if (target.startsWith("scripts/")) return from === to ? undefined : `${file} imports another script, ${to}`;
  if (!target.startsWith("src/")) return `${file} imports ${module}: outside src and scripts`;
  const direct = from === undefined ? belowScriptLeaves : (belowScripts[from] ?? []);
  const isBelow = direct.some((one) => one === to || everythingBelow(one).has(to));
  return isBelow ? undefined : `${file} imports ${to} of src, which is not below it`;
}

const packageOf = (module: string): string =>
  module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");

const isThirdParty = (module: string): boolean =>
  !module.startsWith(".") && !module.startsWith("node:") && !builtinModules.includes(module);

test("imports point down only", () => {
  const violations = sources.flatMap(({ file, text }) =>
    importsOf(text).flatMap((module) => violation(file, module) ?? []),
  );
  assert.deepEqual(violations, []);
});

test("scripts import what lies below them, and no other script", () => {
  const violations = scripts.flatMap(({ file, text }) =>
    importsOf(text).flatMap((module) => scriptViolation(file, module) ?? []),
  );
  assert.deepEqual(violations, []);
});

test("every folder of src and of scripts is in its table of layers, and the tables name no other", () => {
  for (const [files, table] of [
    [sources, directlyBelow],
    [scripts, belowScripts],
  ] as const) {
    const folders = new Set(files.flatMap(({ file }) => folderOf(file) ?? []));
    assert.deepEqual([...folders].sort(), Object.keys(table).sort());
  }
});

test("every third-party package is imported in one place", () => {
  const importers = new Map<string, string[]>();
  for (const { file, text } of sources) {
    for (const name of new Set(importsOf(text).filter(isThirdParty).map(packageOf))) {
      importers.set(name, [...(importers.get(name) ?? []), file]);
    }
  }
  const strays = [...importers].filter(([name, files]) => {
    const folders = homes[name];
    if (folders === undefined) return files.length > 1;
    return files.some((file) => !folders.some((folder) => file.startsWith(`${folder}/`)));
  });
  assert.deepEqual(strays, []);
});

test("every third-party package of src is a dependency; an optional one is imported lazily and brought by a clone", () => {
  type Packages = Record<string, string>;
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, Packages>;
  const { dependencies = {}, peerDependencies: optional = {}, devDependencies = {} } = manifest;
  const used = new Set(sources.flatMap(({ text }) => importsOf(text).filter(isThirdParty).map(packageOf)));
  assert.deepEqual(
    [...used].filter((name) => !(name in dependencies || name in optional)),
    [],
  );
  for (const [name, version] of Object.entries(optional)) {
    assert.equal(devDependencies[name], version, name);
    const importsAtOnce = new RegExp(`^import (?!type ).*"${name}"`, "m");
    for (const { file, text } of sources) assert.doesNotMatch(text, importsAtOnce, file);
  }
});

test("the help loads no package but yargs, so that it stays instant", () => {
  const loaded = new Set(["main.ts", "cli/run-process.ts"]); // main.ts loads that one once it knows Node
  const packages = new Set<string>();
  for (const { file } of sources) if (file.startsWith("cli/commands/")) loaded.add(file);
  for (const file of loaded) {
    const text = sources.find((source) => source.file === file)?.text ?? "";
    const atRunTime = text.replace(/^import type [^;]*;$/gm, "").replace(/\bimport\([^)]*\)/g, "");
    for (const module of importsOf(atRunTime)) {
      if (isThirdParty(module)) packages.add(packageOf(module));
      else if (module.startsWith(".")) loaded.add(join(dirname(file), module).replace(/\.js$/, ".ts"));
    }
  }
  assert.ok(loaded.has("cli/arguments.ts"), "the walk follows imports");
  assert.deepEqual([...packages], ["yargs"]);
});

test("no file or folder is a warehouse", () => {
  const warehouses = [...sources, ...scripts].filter(({ file }) =>
    file
      .replace(/\.ts$/, "")
      .split("/")
      .some((part) => WAREHOUSES.includes(part)),
  );
  assert.deepEqual(
    warehouses.map(({ file }) => file),
    [],
  );
});

test(`no file is longer than ${LONGEST_FILE_LINES} lines`, () => {
  const long = [...sources, ...scripts].filter(({ text }) => text.split("\n").length > LONGEST_FILE_LINES + 1);
  assert.deepEqual(
    long.map(({ file }) => file),
    [],
  );
});

test(`no folder has more than ${MOST_FILES_OF_FOLDER} files directly in it`, () => {
  const folders = ["src", "scripts", "test"].flatMap((root) => [
    root,
    ...readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  ]);
  const filesOf = (folder: string): number =>
    readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).length;
  assert.ok(folders.length > 50);
  assert.deepEqual(
    folders.filter((folder) => filesOf(folder) > MOST_FILES_OF_FOLDER),
    [],
  );
});

test("the layers test sees imports of every form", () => {
  const text = [
    'import a from "./a.js";',
    'import type { B } from "./b.js";',
    'import { type C,\n  d } from "./c.js";',
    'export * from "./e.js";',
    'export { f } from "./f.js";',
    'import "./g.js";',
    'const h = async () => (await import("./h.js")).h;',
    'type I = import("./i.js").I;',
    '// import x from "./no.js";',
    '/* import y from "./no.js"; */',
  ].join("\n");
  assert.deepEqual(
    importsOf(text).sort(),
    "abcefghi".split("").map((name) => `./${name}.js`),
  );
});

test("the layers test refuses what points up, sideways, or out", () => {
  const cases: [file: string, module: string, allowed: boolean][] = [
    ["cli/run.ts", "../scenario/load.js", true],
    ["cli/run.ts", "../statistics/ratio.js", true],
    ["bench/bench.ts", "../executors/schedule.js", true],
    ["bench/bench.ts", "../reporters/rows.js", false],
    ["scenario/load.ts", "../bench/plan.js", false],
    ["collectors/latency.ts", "../transports/transport.js", false],
    ["events/id.ts", "../executors/random.js", false],
    ["reporters/rows.ts", "../collectors/latency.js", false],
    ["units.ts", "./clock.js", true],
    ["units.ts", "./events/id.js", false],
    ["main.ts", "./cli/run.js", true],
    ["transports/webhook/driver.ts", "../websocket/frames.js", true],
    ["cli/environment.ts", "../../scripts/generate/main.js", false],
  ];
  for (const [file, module, allowed] of cases) {
    assert.equal(violation(file, module) === undefined, allowed, `${file} → ${module}`);
  }
  const ofScripts: typeof cases = [
    ["perf/main.ts", "../command.js", true],
    ["perf/main.ts", "./sections/registry.js", true],
    ["perf/sections/webhook.ts", "../../../src/events/id.js", true],
    ["perf/main.ts", "../../src/clock.js", true],
    ["perf/main.ts", "../../src/bench/bench.js", true],
    ["perf/main.ts", "../../src/cli/command.js", false],
    ["perf/main.ts", "../micro/measure.js", false],
    ["generate/main.ts", "../../src/scenario/json-schema.js", true],
    ["generate/main.ts", "../perf/main.js", false],
    ["perf/main.ts", "../../test/fixtures/own-receiver.js", false],
  ];
  for (const [file, module, allowed] of ofScripts) {
    assert.equal(scriptViolation(file, module) === undefined, allowed, `scripts/${file} → ${module}`);
  }
});
