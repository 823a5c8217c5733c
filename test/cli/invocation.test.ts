import assert from "node:assert/strict";
import { test } from "node:test";
import { invocation } from "../../src/cli/invocation.js";

const clone = "/home/me/pushbench";
const started = (folder: string, cwd: string, env: Record<string, string> = {}, called?: string): string => {
  const main = `${folder}/dist/src/main.js`;
  return invocation({ env, cwd, packageDirectory: folder, main, called: called ?? main });
};
const byNpm = (folder: string, from: string): Record<string, string> => ({
  npm_lifecycle_event: "bench",
  npm_package_json: `${folder}/package.json`,
  INIT_CWD: from,
});

test("a clone is called by npm as it was started, from wherever that was", () => {
  assert.equal(started(clone, clone, byNpm(clone, clone)), "npm run pushbench --");
  assert.equal(started(clone, clone, byNpm(clone, `${clone}/docs`)), "npm run pushbench --");
  assert.equal(started(clone, clone, byNpm(clone, "/home/me/shop")), `npm --prefix ${clone} run pushbench --`);
});

test("without npm it is called by its file", () => {
  assert.equal(started(clone, clone), "node dist/src/main.js");
  assert.equal(started(clone, "/home/me/shop"), `node ${clone}/dist/src/main.js`);
  assert.equal(started("/home/it's me/push bench", "/"), `node 'home/it'\\''s me/push bench/dist/src/main.js'`);
});

test("npx is named only where it finds an installation, and then it may not fetch", () => {
  const installed = "/home/me/shop/node_modules/pushbench";
  const link = "/home/me/shop/node_modules/.bin/pushbench";
  assert.equal(started(installed, "/home/me/shop/test", {}, link), "npx --no -- pushbench");
  const script = { ...byNpm("/home/me/shop", "/home/me/shop"), PATH: "/home/me/shop/node_modules/.bin:/bin" };
  assert.equal(started(installed, "/home/me/shop", script, link), "npx --no -- pushbench", "a script of somebody else");
  assert.equal(started(installed, "/elsewhere"), `node ${installed}/dist/src/main.js`);
});

test("the bare name is for a global installation", () => {
  const installed = "/usr/local/lib/node_modules/pushbench";
  const called = "/usr/local/bin/pushbench";
  assert.equal(started(installed, "/home/me", { PATH: "/bin:/usr/local/bin" }, called), "pushbench");
  assert.equal(started(installed, "/home/me", { PATH: "/bin" }, called), `node ${installed}/dist/src/main.js`);
});
