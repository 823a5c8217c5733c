/** Claims whose studies' clients are played by workers, over a real nats-server. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { ClaimRecord } from "../../../src/claims/record.js";
import { pushbench } from "../../end-to-end/command-line.js";
import { readResult } from "../../end-to-end/started-run.js";
import { skip } from "../../fleet/nats-process.js";
import { folderOf } from "../../scenario/scenario-file.js";
import { assertAllDelivered, fleetOfTest, generatorsOf } from "./fleet-run.js";

const CLAIM = `
id: X1
title: Webhooks need more bytes
claim: A webhook needs more bytes than a message.
source: Nobody.
studies:
  b: { kind: bench, rounds: 2, scenario: stripe, set: &set { run.measureSeconds: 0.5, run.sliceSeconds: 0.25 }, approaches: &both [webhook, websocket] }
  s: { kind: sweep, rounds: 1, scenario: stripe, set: *set, approaches: *both, over: { arrivals.rate: [40, 80] } }
measures:
  - &bytes
    kind: ratio
    when: events come at one rate
    study: b
    metric: wireBytesPerDelivery
    generatorCounts: true
    of: { approach: webhook }
    to: { approach: websocket }
    confirms: { atLeast: 1.01 }
    refutes: { atMost: 1 }
  - <<: *bytes
    when: events come at two rates
    study: s
    of: { approach: webhook, at: { arrivals.rate: 80 } }
    to: { approach: websocket, at: { arrivals.rate: 80 } }
`;

test("two workers play a claim's bench and its sweep, and what they showed stays apart from one machine's", {
  skip,
}, async (context) => {
  const fleet = await fleetOfTest(context);
  const workers = [await fleet.worker("a"), await fleet.worker("b")];
  const cwd = await folderOf(context, {});
  writeFileSync(path.join(cwd, "x1.yaml"), CLAIM);
  const claims = ["claims", "./x1.yaml", "--quick"];
  const ran = await pushbench([...claims, ...fleet.options(2)], { cwd });
  assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
  const out = path.join(cwd, "reports/claims-quick-fleet");
  const record: ClaimRecord = JSON.parse(readFileSync(path.join(out, "x1/claim.json"), "utf8"));
  assert.deepEqual([record.state, record.workers], ["complete", 2]);
  const { points } = JSON.parse(readFileSync(path.join(out, "x1/s/study.json"), "utf8"));
  for (const folder of ["b", ...points.map((point: { folder: string }) => path.join("s", point.folder))]) {
    const [round] = readResult(path.join(out, "x1", folder)).rounds;
    assertAllDelivered(round!.approaches);
    assert.deepEqual(
      round!.hosts?.map(({ worker }) => worker),
      ["a", "b"],
      folder,
    );
  }
  assert.match(
    readFileSync(path.join(out, "claims.md"), "utf8"),
    /claims X1 --quick --fleet nats:\/\/HOST --workers 2/,
  );
  assert.deepEqual(workers.flatMap(generatorsOf), [], "no generator stays");

  const kept = await pushbench([...claims, "--resume", ...fleet.options(2)], { cwd });
  assert.match(kept.stderr, /X1: kept/);
  for (const players of [[], fleet.options(1)]) {
    const other = await pushbench([...claims, "--out", out, ...players], { cwd });
    assert.equal(other.exitCode, 2, other.stdout);
    assert.match(other.stderr, /holds what 2 workers of a fleet played/);
  }
});

test("a fleet that is not there ends the run before anything is played", { skip }, async (context) => {
  const fleet = await fleetOfTest(context);
  const cwd = await folderOf(context, {});
  writeFileSync(path.join(cwd, "x1.yaml"), CLAIM);
  const ran = await pushbench(["claims", "./x1.yaml", "--quick", ...fleet.options(1)], { cwd });
  assert.equal(ran.exitCode, 4, ran.stdout);
  assert.match(ran.stderr, /The run needs 1 worker, but within 10 s 0 of them took part/);
});
