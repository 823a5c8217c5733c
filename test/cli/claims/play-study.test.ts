/** What a fleet of several machines cannot play is not measurable here, and is no failure of the run. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { judge } from "../../../src/claims/judge.js";
import { namedClaims } from "../../../src/claims/read-claim.js";
import { playStudyOf } from "../../../src/cli/claims/play-study.js";
import type { Fleet } from "../../../src/fleet/coordinator/fleet.js";
import { fakeEnvironment } from "../fake-environment.js";

const CLAIM = `
id: X1
title: Mine is smaller
claim: My service needs fewer bytes.
source: Nobody.
studies:
  b:
    kind: bench
    scenario: payment
    approach: { mine: { transport: webhook, service: { command: "true" }, path: / } }
    approaches: [mine, websocket]
measures:
  - kind: ratio
    when: events come
    study: b
    metric: wireBytesPerDelivery
    of: { approach: mine }
    to: { approach: websocket }
    confirms: { atMost: 0.9 }
    refutes: { atLeast: 1 }
`;

test("a service that a command starts is not measurable on several machines, and the reason is told", async (context) => {
  const environment = await fakeEnvironment(context);
  const { cwd } = environment;
  writeFileSync(path.join(cwd, "x1.yaml"), CLAIM);
  const [claim] = await namedClaims(["./x1.yaml"], { cwd, directories: [] });
  const fleet = { size: 1, address: "10.0.0.1", isOnLoopback: false } as Fleet;
  const directory = path.join(cwd, "claims/x1");
  const played = await playStudyOf(environment, claim!, "b", { quick: true, isResumed: false, directory, fleet });
  assert.equal(played.failure, undefined);
  assert.deepEqual(played.study, { name: "b", kind: "bench" });
  const { verdict, measures } = judge(claim!, { b: played.shown });
  assert.equal(verdict, "not measurable here");
  assert.match(measures[0]!.said!, /services listen on 10\.0\.0\.1 cannot play this; approaches\.mine: /);
});
