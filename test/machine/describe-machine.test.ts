import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { differingLines, machineFingerprint } from "../../src/gate/fingerprint.js";
import { choosePinning } from "../../src/machine/cpu-pinning.js";
import { countCpus, describeMachine } from "../../src/machine/describe-machine.js";
import { requireReadableSystem } from "../../src/machine/readable-system.js";
import { costlyEnvironment } from "../../src/processes/inherited-flags.js";
import { machineLines } from "../../src/reporters/machine-lines.js";
import { transportPackages } from "../../src/transports/registry.js";

test("a system that hides /proc is refused before anything runs, with the way out", () => {
  requireReadableSystem();
  const hidden = () => {
    throw new Error("ENOENT: no such file or directory, uv_resident_set_memory"); // what Node says there
  };
  assert.throws(() => requireReadableSystem(hidden), { code: "system-unreadable", exitCode: 2, hint: /mount -t proc/ });
});

const unpinned = { services: [], generators: [] };
const plain = { ...describeMachine(unpinned, transportPackages), environment: {}, loadAverage: 0 };
delete (plain as { environment?: unknown }).environment;

test("variables that change what a process costs are kept, others are nobody's business", () => {
  assert.deepEqual(costlyEnvironment({ NODE_OPTIONS: " --jitless ", LD_PRELOAD: "", HOME: "/home/me", TOKEN: "x" }), {
    NODE_OPTIONS: "--jitless",
  });
});

test("they stand among the machine's lines, and two machines differ by them", () => {
  const slow = { ...plain, environment: { NODE_OPTIONS: "--jitless" } };
  assert.deepEqual(
    machineLines(slow).find(([name]) => name === "NODE_OPTIONS"),
    ["NODE_OPTIONS", "--jitless"],
  );
  const [base, head] = [machineFingerprint(plain), machineFingerprint(slow)];
  assert.notEqual(base.fingerprint, head.fingerprint);
  assert.deepEqual(differingLines(base, head), [{ name: "NODE_OPTIONS", base: "–", head: "--jitless" }]);
  assert.ok(!machineFingerprint(plain).lines.some(([name]) => name === "NODE_OPTIONS"), "fingerprints of before hold");
});

test("where the system does not tell the CPUs, there is at least one, and no pinning with its true reason", () => {
  assert.equal(countCpus("/nowhere"), Number(execFileSync("nproc", { encoding: "utf8" })));
  assert.ok(countCpus() >= 1);
  assert.match(choosePinning("/nowhere").reason!, /does not tell which CPUs may be used/);
});
