/** The base from git: whatever a hook, a production environment or a monorepo hands over, and git's own words when it refuses. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { type BaseRequest, prepareBase } from "../../src/arms/checkout.js";
import { ownVersion } from "../../src/arms/own-version.js";
import { scratchFolder } from "../end-to-end/processes.js";

const signal = new AbortController().signal;

const git = (cwd: string, ...argv: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...argv], {
    ...{ cwd, encoding: "utf8", stdio: "pipe" },
    env: { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" },
  }).trim();

/** A repository of a pushbench, in that folder of it. Returns the package's folder. */
function repository(top: string, below = ""): string {
  const folder = path.join(top, below);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "pushbench", version: "0.0.7" }));
  writeFileSync(path.join(folder, "package-lock.json"), "{}");
  git(top, "init", "--quiet", "--initial-branch=main");
  git(top, "add", ".");
  git(top, "commit", "--quiet", "--message=base");
  return folder;
}

/** Sets variables of this process until the test is over; undefined takes one away. */
function environment(context: TestContext, variables: Record<string, string | undefined>): void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const set = (values: Record<string, string | undefined>): void => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(variables);
  context.after(() => set(before));
}

/** An npm that builds at once and notes how it was called, in a folder of programs beside git. */
function noteTakingNpm(folder: string): { bin: string; notes: () => string } {
  const bin = path.join(folder, "bin");
  const file = path.join(folder, "notes.txt");
  mkdirSync(bin);
  writeFileSync(
    path.join(bin, "npm"),
    `#!/bin/sh\necho "$* NODE_ENV=$NODE_ENV GIT_DIR=$GIT_DIR" >> ${file}\nmkdir -p dist/src/bench && : > dist/src/bench/service-entry.js\n`,
  );
  chmodSync(path.join(bin, "npm"), 0o755);
  return { bin: `${bin}:${process.env.PATH}`, notes: () => readFileSync(file, "utf8") };
}

const request = (cwd: string, against: string, more: Partial<BaseRequest> = {}): BaseRequest => ({
  ...{ cwd, against, packageDirectory: tmpdir(), signal, say: () => {} },
  ...more,
});

test("in a hook of another repository, in production, in a monorepo: the folder's own commit is built, compiler and all", async (context) => {
  const folder = scratchFolder(context);
  const [mine, other] = [path.join(folder, "mine"), path.join(folder, "other")];
  const own = repository(mine, "packages/bench");
  repository(other);
  const { bin, notes } = noteTakingNpm(folder);
  environment(context, {
    PATH: bin,
    NODE_ENV: "production",
    GIT_DIR: path.join(other, ".git"),
    GIT_INDEX_FILE: path.join(other, ".git/index"),
  });
  const base = await prepareBase(request(own, "main"));
  context.after(base.remove);
  assert.equal(base.ref, git(mine, "rev-parse", "HEAD"));
  assert.ok(base.serviceEntry.endsWith("source/packages/bench/dist/src/bench/service-entry.js"), base.serviceEntry);
  assert.match(
    notes(),
    /^ci --include=dev --ignore-scripts .* NODE_ENV= GIT_DIR=\nrun --silent build NODE_ENV= GIT_DIR=$/m,
  );
  assert.equal(git(other, "status", "--porcelain"), "", "the hook's repository is as it was");
  const head = await ownVersion(own, "0.0.7", { signal, say: () => {} });
  assert.deepEqual([head.label, head.ref], ["main", base.ref]);
  base.remove();
  assert.ok(!existsSync(base.serviceEntry));
});

test("an empty base is not the folder that one stands in", async (context) => {
  const cwd = repository(scratchFolder(context));
  for (const against of ["", " "]) await assert.rejects(prepareBase(request(cwd, against)), { code: "usage" });
});

test("a repository of something else says where it looked", async (context) => {
  const cwd = scratchFolder(context);
  repository(cwd);
  writeFileSync(path.join(cwd, "package.json"), JSON.stringify({ name: "shop" }));
  git(cwd, "commit", "--quiet", "--all", "--message=shop");
  mkdirSync(path.join(cwd, "api"));
  await assert.rejects(prepareBase(request(path.join(cwd, "api"), "main")), {
    code: "base-not-found",
    message: /no version of pushbench: at the top .* nor in or above api/,
  });
});

test("a clone that is shallow says so, and how to get the rest", async (context) => {
  const folder = scratchFolder(context);
  const full = repository(path.join(folder, "full"));
  git(full, "commit", "--quiet", "--allow-empty", "--message=second");
  git(folder, "clone", "--quiet", "--depth=1", `file://${full}`, "shallow");
  const cwd = path.join(folder, "shallow");
  await assert.rejects(prepareBase(request(cwd, "main~1")), { code: "base-not-found", hint: /shallow.*--unshallow/ });
});

test("what git says is told: whose repository it is, or that there is no git", async (context) => {
  const cwd = repository(scratchFolder(context));
  const said: string[] = [];
  const say = (sentence: string): void => void said.push(sentence);
  await context.test(
    "of another owner",
    { skip: process.getuid?.() !== 0 && "only root can give a folder away" },
    async (inner) => {
      environment(inner, { HOME: cwd, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", SUDO_UID: undefined });
      for (const one of [cwd, path.join(cwd, ".git")]) chownSync(one, 12_345, 12_345);
      await assert.rejects(prepareBase(request(cwd, "main")), {
        code: "base-not-found",
        message: /detected dubious ownership/,
        hint: /safe\.directory/,
      });
      const { label, ref } = await ownVersion(cwd, "0.0.7", { signal, say });
      assert.deepEqual([label, ref], ["pushbench 0.0.7", undefined]);
      assert.match(said.join(), /commit of this version is not known: git says "detected dubious ownership/);
    },
  );
  await context.test("no git", async (inner) => {
    const bin = path.join(cwd, "empty");
    mkdirSync(bin);
    symlinkSync("/bin/sh", path.join(bin, "sh"));
    environment(inner, { PATH: bin });
    await assert.rejects(prepareBase(request(cwd, "main")), {
      code: "base-not-found",
      message: /git.* could not be run.*ENOENT/,
    });
  });
});

test("a package that is only installed in a repository has no commit of it", async (context) => {
  const top = scratchFolder(context);
  repository(top);
  const installed = path.join(top, "node_modules/pushbench");
  mkdirSync(installed, { recursive: true });
  writeFileSync(path.join(installed, "package.json"), "{}");
  const { label, ref } = await ownVersion(installed, "1.2.3", { signal, say: () => {} });
  assert.deepEqual([label, ref], ["pushbench 1.2.3", undefined]);
});
