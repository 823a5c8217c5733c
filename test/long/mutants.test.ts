/** The two faults that the self-test once let through, planted again, and a fault of another kind: each is found, by name. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, test } from "node:test";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import { buildTap } from "../../src/selftest/tap/build.js";

const folder = scratchFolder("tap");
after(() => folder.remove());
const tap = await buildTap(folder.path);
const skip = "missing" in tap ? tap.missing : false;

test("0.9 ms in every delivery's stamp, 25 ms of CPU in every slice, and a tenth more memory are found", {
  skip,
}, () => {
  const names = ["stamped 0.9 ms late", "25 ms of CPU", "memory is a tenth too high"];
  const only = names.flatMap((name) => ["--only", name]);
  const { NODE_TEST_CONTEXT: _ours, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/scripts/mutants/main.js", ...only], {
    encoding: "utf8",
    env,
  });
  assert.equal(status, 0, stdout + stderr);
  for (const line of [
    /delivery is stamped 0\.9 ms late.*latency p50, ms/,
    /25 ms of CPU.*service CPU, ms/,
    /memory is a tenth.*RSS/,
  ])
    assert.match(stdout, line);
});
