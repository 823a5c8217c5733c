/** The bench itself is killed outright while it plays a fault: nobody tells its processes to end, and all of them do. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { mainProgram } from "../end-to-end/command-line.js";
import { childrenOf, isAlive, scratchFolder, until } from "../end-to-end/processes.js";

/** SIGSTOP has reached it. */
function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] === "T";
  } catch {
    return false;
  }
}

/** Whether that program runs in it. A process that was just forked does not yet. */
function runs(pid: number, program: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(program);
  } catch {
    return false;
  }
}

/** Kills a bench once `isReached` holds of its processes, and waits for them. */
async function killed(
  context: TestContext,
  settings: readonly string[],
  moment: string,
  isReached: (children: readonly number[]) => boolean,
  /** A part of the names of programs that are killed at the same blow. */
  withIt?: string,
): Promise<void> {
  const out = path.join(scratchFolder(context), "report");
  const temporary = scratchFolder(context);
  const set = ["run.rounds=1", "run.warmUpSeconds=0", "objectives={}", ...settings].flatMap((one) => ["--set", one]);
  const argv = ["bench", "--scenario", "outage", "--approaches", "webhook", "--out", out, ...set];
  const bench = spawn(process.execPath, [mainProgram, ...argv], {
    stdio: "ignore",
    env: { ...process.env, TMPDIR: temporary },
  });
  const exited = once(bench, "exit");
  const seen = new Set<number>();
  context.after(() => {
    for (const pid of seen) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  await until(moment, () => {
    const children = childrenOf(bench.pid!);
    for (const pid of children) seen.add(pid);
    return isReached(children);
  });
  bench.kill("SIGKILL");
  for (const pid of seen) if (withIt !== undefined && runs(pid, withIt)) process.kill(pid, "SIGKILL");
  await exited;
  await until("every process of the run has ended", () => ![...seen].some(isAlive), 5_000);
  assert.deepEqual(readdirSync(temporary), [], "no temporary folder stays");
}

test("a service that is frozen when its bench and the generator are killed at one blow ends", (context) =>
  killed(
    context,
    ["faults.0.kind=service-frozen", "faults.0.atSeconds=0.2", "faults.0.forSeconds=5"],
    "the service is frozen",
    (children) => children.some(isStopped),
    "generator-entry",
  ));

test("nothing stays of a bench that is killed while its service is dead", (context) => {
  let service: number | undefined;
  return killed(context, ["faults.0.atSeconds=0.2", "faults.0.forSeconds=5"], "the service is killed", (children) => {
    service ??= children.find((pid) => runs(pid, "service-entry"));
    return service !== undefined && !children.includes(service);
  });
});

test("generator, relay and service of a killed bench end while the network is cut", (context) =>
  killed(
    context,
    ["faults=[{ kind: network-cut, atSeconds: 0.1, forSeconds: 5, how: half-open }]"],
    "all are up",
    (children) =>
      ["service-entry", "generator-entry", "relay-entry"].every((program) =>
        children.some((pid) => runs(pid, program)),
      ),
  ));
