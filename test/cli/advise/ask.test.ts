import assert from "node:assert/strict";
import { test } from "node:test";
import { readWorkload } from "../../../src/advise/read-workload.js";
import { askForWorkload } from "../../../src/cli/advise/ask.js";

/** Answers by the beginning of what is asked, the first that fits; an empty line for all else. */
function answering(answers: readonly (readonly [asked: RegExp, typed: string])[]) {
  const left = [...answers];
  const asked: string[] = [];
  const ask = async (text: string): Promise<string> => {
    asked.push(text);
    const place = left.findIndex(([pattern]) => pattern.test(text));
    return place < 0 ? "" : left.splice(place, 1)[0]![1];
  };
  return { ask, asked };
}

test("empty answers take the defaults, and only relay is asked for recipients", async () => {
  const { ask, asked } = answering([
    [/^Who sends/, "ingest"],
    [/^How many clients/, "3"],
    [/^Events per second at rest/, " 0.5 "],
    [/^Highest p99/, "2000"],
  ]);
  const sets = await askForWorkload(ask);
  assert.deepEqual(sets, ["flow=ingest", "clients=3", "perSecond=0.5", "latencyP99Ms=2000"]);
  assert.ok(!asked.some((text) => /get an event|Hours of a day/.test(text)));
  assert.equal((await readWorkload(undefined, sets)).latencyP99Ms, 2000);
});

test("an answer that cannot be is asked for again, with what is allowed; what is needed may not be empty", async () => {
  const { ask, asked } = answering([
    [/^Who sends/, "both"],
    [/^flow must be one of/, "relay"],
    [/^How many clients/, ""],
    [/^clients must be a whole number/, "20"],
    [/^Events per second at rest/, "5"],
    [/^Events per second at the peak/, "50"],
    [/^Hours of a day/, "3"],
  ]);
  const sets = await askForWorkload(ask);
  assert.deepEqual(sets, ["flow=relay", "clients=20", "perSecond=5", "peakPerSecond=50", "peakHoursPerDay=3"]);
  assert.ok(asked.some((text) => text.startsWith("How many of them get an event")));
});
