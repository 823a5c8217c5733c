/** Studies whose clients are played by workers, over a real nats-server. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pushbench } from "../../end-to-end/command-line.js";
import { scratchFolder } from "../../end-to-end/processes.js";
import { readResult } from "../../end-to-end/started-run.js";
import { skip } from "../../fleet/nats-process.js";
import { assertAllDelivered, fleetOfTest, generatorsOf } from "./fleet-run.js";

const SHORT = ["run.measureSeconds=1", "run.sliceSeconds=0.5", "run.warmUpSeconds=0.5"].flatMap((one) => [
  "--set",
  one,
]);
const APPROACHES = ["--approaches", "webhook,websocket"];

test("two workers play the points of a sweep, and it goes on with as many or not at all", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  const workers = [await fleet.worker("a"), await fleet.worker("b")];
  const out = path.join(scratchFolder(context), "sweep");
  const asked = ["sweep", "chat", "--over", "arrivals.perSecond=50,100", "--rounds", "1", ...SHORT, ...APPROACHES];
  const ran = await pushbench([...asked, "--out", out, ...fleet.options(2)]);
  assert.ok([0, 3, 5].includes(ran.exitCode), ran.stdout + ran.stderr); // a round is no evidence, others may use the CPUs, and it is told
  const study = JSON.parse(readFileSync(path.join(out, "study.json"), "utf8"));
  assert.deepEqual([study.state, study.question.workers, study.question.generators], ["complete", 2, 2]);
  for (const { folder } of study.points) {
    const { rounds } = readResult(path.join(out, folder));
    for (const { hosts, approaches } of rounds) {
      assert.deepEqual(
        hosts?.map(({ worker }) => worker),
        ["a", "b"],
      );
      assertAllDelivered(approaches);
    }
  }
  assert.deepEqual(workers.flatMap(generatorsOf), [], "no generator stays");

  const alone = await pushbench(["sweep", "--resume", out]);
  assert.equal(alone.exitCode, 2, alone.stdout);
  assert.match(
    alone.stderr,
    /The study began on a fleet, with 2 workers, and goes on as it began\.\nhint: Give --fleet and --workers 2/,
  );
  const again = await pushbench(["sweep", "--resume", out, ...fleet.options(2)]);
  assert.equal(again.exitCode, ran.exitCode, again.stdout + again.stderr);
});

test("two workers play the trials of a search for capacities", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("a");
  await fleet.worker("b");
  const out = path.join(scratchFolder(context), "capacity");
  const slow = ["--set", "arrivals={executor: constant-arrival-rate, perSecond: 20}", "--set", "run.warmUpSeconds=0.5"];
  const asked = ["capacity", "payment", "--approaches", "websocket", "--trials", "12", "--seconds", "0.5", ...slow];
  const ran = await pushbench([...asked, "--out", out, ...fleet.options(2)]);
  assert.ok([0, 5].includes(ran.exitCode), ran.stdout + ran.stderr); // a busy machine may leave it undecided
  const { question, trials } = JSON.parse(readFileSync(path.join(out, "study.json"), "utf8"));
  assert.equal(question.workers, 2);
  // It gives up where others use the hosts' CPUs in one trial after the other.
  assert.ok(trials.length >= 12 || (trials.length > 0 && ran.exitCode === 5), `${trials.length} trials: ${ran.stdout}`);
  const [first] = readResult(path.join(out, trials[0].folder)).rounds;
  assert.deepEqual(
    first!.hosts?.map(({ worker }) => worker),
    ["a", "b"],
  );
});
