/** A study goes on with the workers that it had, and with its services where they were. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type FleetAsked, fleetOfStudy, type StudyFleetArguments } from "../../src/cli/fleet/fleet-of-study.js";
import { fakeEnvironment } from "./fake-environment.js";

const given = (more: Partial<StudyFleetArguments>): StudyFleetArguments => ({
  ...{ fleet: undefined, workers: 1, serviceOn: undefined, fleetTokenFile: undefined, fleetAddress: undefined },
  ...{ natsNkeyFile: undefined, generators: undefined },
  ...more,
});

test("whoever asks for something else is told how the study began", async (context) => {
  const environment = await fakeEnvironment(context);
  const { signal } = new AbortController();
  const fleet = "nats://127.0.0.1:1";
  const cases: [began: FleetAsked, given: Partial<StudyFleetArguments>, message: string, hint: string][] = [
    [{}, { fleet, workers: 2 }, "with generators of this machine", "Leave --fleet out"],
    [{ workers: 2 }, {}, "on a fleet, with 2 workers", "Give --fleet and --workers 2, or begin"],
    [{ workers: 2 }, { fleet, workers: 3 }, "on a fleet, with 2 workers", "Give --fleet and --workers 2, or begin"],
    [
      { workers: 2 },
      { fleet, workers: 2, serviceOn: "s" },
      "on a fleet, with 2 workers",
      "Give --fleet and --workers 2, and no --service-on, or begin",
    ],
    [
      { workers: 2, serviceOn: "s" },
      { fleet, workers: 2 },
      "on a fleet, with 2 workers and its services on worker s",
      "Give --fleet and --workers 2, and --service-on s, or begin",
    ],
  ];
  for (const [began, args, message, hint] of cases)
    await assert.rejects(fleetOfStudy(environment, given(args), began, signal), (error: Error & { hint?: string }) => {
      assert.equal(error.message, `The study began ${message}, and goes on as it began.`);
      assert.ok(error.hint?.startsWith(hint), error.hint);
      return true;
    });
  assert.equal(await fleetOfStudy(environment, given({}), {}, signal), undefined, "neither then nor now");
});
