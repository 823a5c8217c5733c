/** The Dockerfile against package.json: no test builds the image, so what can be known without Docker is held here. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

interface Instruction {
  word: string;
  rest: string;
}

interface Stage {
  image: string;
  name: string | undefined;
  instructions: Instruction[];
}

/** Comments go, and lines that end with a backslash go on. */
function stagesOf(text: string): Stage[] {
  const lines = text
    .split("\n")
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join("\n")
    .replace(/\\\n\s*/g, "")
    .split("\n");
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, word, rest] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? assert.fail(`no instruction: ${line}`);
    if (word !== "FROM") {
      (stages.at(-1) ?? assert.fail("FROM comes first")).instructions.push({ word: word!, rest: rest! });
      continue;
    }
    const [, image, name] = /^(\S+)(?: AS (\S+))?$/.exec(rest!) ?? assert.fail(rest);
    stages.push({ image: image!, name, instructions: [] });
  }
  return stages;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  bin: { pushbench: string };
  engines: { node: string };
  files: string[];
  scripts: Record<string, string>;
};
const ignored = readFileSync(".dockerignore", "utf8").trim().split("\n");
const stages = stagesOf(readFileSync("Dockerfile", "utf8"));
const [build, last] = stages as [Stage, Stage];
const all = (stage: Stage, word: string): string[] =>
  stage.instructions.filter((one) => one.word === word).map(({ rest }) => rest);
const only = (stage: Stage, word: string): string => {
  const [one, ...more] = all(stage, word);
  assert.deepEqual(more, [], word);
  return one ?? assert.fail(`no ${word}`);
};

/** From a folder of the build to its place in the image. */
const copies = all(last, "COPY").map((rest) => {
  const [, from, source, target] = /^--from=(\S+) (\S+) (\S+)$/.exec(rest) ?? assert.fail(rest);
  return { from, source: source!, target: target! };
});
const isIgnored = (file: string): boolean =>
  ignored.some((pattern) => file === pattern || file.startsWith(`${pattern}/`));

test("both stages have the Node.js that pushbench asks for, and what the last takes is made in the first", () => {
  assert.equal(stages.length, 2);
  const [, major] = /^>=(\d+)/.exec(manifest.engines.node)!;
  for (const { image } of stages) assert.equal(image, `node:${major}-slim`);
  for (const { from, source } of copies) {
    assert.equal(from, build.name);
    assert.equal(path.dirname(source), only(build, "WORKDIR"));
  }
});

test("the program that is started is package.json's, and lies where the packed files are put", () => {
  const { target } = copies.find(({ source }) => source.endsWith("/package"))!;
  const program = path.join(target, manifest.bin.pushbench);
  assert.equal(only(last, "RUN"), `ln -s ${program} /usr/local/bin/pushbench`);
  assert.deepEqual(JSON.parse(only(last, "ENTRYPOINT")), ["pushbench"]);
  assert.ok(all(build, "RUN")[0]!.endsWith(` && chmod 755 package/${manifest.bin.pushbench}`));
  assert.ok(manifest.files.some((folder) => manifest.bin.pushbench.startsWith(`${folder}/`)));
  assert.ok(copies.some((copy) => copy.target === path.join(target, "node_modules")));
  assert.deepEqual(JSON.parse(only(last, "CMD")), ["--help"]);
});

test("the program does not run as root", () => {
  const [, user, group] = /^(\d+):(\d+)$/.exec(only(last, "USER"))!;
  assert.ok(Number(user) > 0 && Number(group) > 0);
});

test("packages come from the lock file, and no development package gets into the image", () => {
  const commands = all(build, "RUN").flatMap((line) => line.split(" && "));
  const installs = commands.filter((command) => /^npm (ci|i|install)\b/.test(command));
  assert.deepEqual(installs, ["npm ci", "npm ci --omit=dev --ignore-scripts"]);
  assert.ok(existsSync("package-lock.json") && !isIgnored("package-lock.json"));
  assert.ok(manifest.scripts.prepare, "npm ci compiles by it");
});

test("the build gets all that it compiles and packs, and nothing that was built elsewhere", () => {
  assert.deepEqual(all(build, "COPY"), [". ."]);
  const packed = manifest.files.filter((file) => !/^!|\*|^dist\//.test(file));
  for (const file of [...packed, "src", "scripts/build.mjs", "tsconfig.json", ".npmrc", "package.json"]) {
    assert.ok(existsSync(file), file);
    assert.ok(!isIgnored(file), file);
  }
  for (const file of ["dist", "node_modules", "stacks/node_modules", ".git", "reports"])
    assert.ok(isIgnored(file), file);
});

test("the Dockerfile names the version that it is of", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  assert.ok(readFileSync("Dockerfile", "utf8").includes(`--tag pushbench:${version} .`));
});
