/** The stream of a run's events: who is told what, and what a listener or the keeper of the result can break. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { ResultFile } from "../../src/bench/result-file.js";
import { type RunEvent, RunEvents } from "../../src/bench/run-events.js";
import type { PushbenchError } from "../../src/errors.js";
import type { Result, Warning } from "../../src/result/result.js";
import { scratchFolder } from "../end-to-end/processes.js";

const result = { state: "running", rounds: [] } as unknown as Result;

const nobody = (): void => {};

/** A listener, and the types of the events that it heard. */
function hearing(): { heard: string[]; listener: (event: RunEvent) => void } {
  const heard: string[] = [];
  return { heard, listener: ({ type }) => void heard.push(type) };
}

const told = [
  { type: "run-started", result },
  { type: "round-started", round: 1 },
  { type: "round-finished", result },
  { type: "run-ended", result },
] as const satisfies RunEvent[];

test("a listener that throws hears nothing more, loses no result and silences no other listener", async (context) => {
  const file = new ResultFile(scratchFolder(context));
  const [before, after] = [hearing(), hearing()];
  let times = 0;
  const failing = (): void => {
    times++;
    throw new Error("a defect of the listener");
  };
  const events = new RunEvents(file.listener, [before.listener, failing, after.listener]);
  const warned = once(process, "warning");
  for (const event of told) events.tell(event);
  assert.equal(times, 1);
  const types = told.map(({ type }) => type);
  assert.deepEqual([before.heard, after.heard], [types, types]);
  assert.deepEqual(JSON.parse(readFileSync(file.path, "utf8")), { state: "running", rounds: [] });
  const [warning] = (await warned) as [Error];
  assert.match(warning.message, /a defect of the listener/);
});

test("an asynchronous listener that rejects ends nothing either", async () => {
  let times = 0;
  const warned = once(process, "warning");
  const events = new RunEvents(nobody, [
    async () => {
      times++;
      throw new Error("a rejection of the listener");
    },
  ]);
  events.tell(told[0]);
  const [warning] = (await warned) as [Error];
  assert.match(warning.message, /a rejection of the listener/);
  events.tell(told[2]);
  assert.equal(times, 1);
});

test("a result that cannot be kept breaks the run off, and the end is told all the same", (context) => {
  const folder = path.join(scratchFolder(context), "out");
  const file = new ResultFile(folder);
  const { heard, listener } = hearing();
  const events = new RunEvents(file.listener, [listener]);
  events.tell(told[0]);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "a file where the folder was");
  const isLost = ({ code }: PushbenchError): boolean => code === "output-lost";
  assert.throws(() => events.tell(told[2]), isLost);
  assert.throws(() => events.tell(told[3]), isLost);
  assert.deepEqual(heard, ["run-started", "run-ended"]);
});

test("after the end nothing is told", () => {
  const { heard, listener } = hearing();
  const events = new RunEvents(nobody, [listener]);
  events.tell(told[3]);
  events.tell(told[1]); // of a round that was broken off and is still ending
  assert.deepEqual(heard, ["run-ended"]);
});

test("a warning is told once per code and address, whatever its words become", () => {
  const warning = (arm: string, message: string): Warning => ({
    ...{ code: "service-bound", message, advice: "Slower." },
    ...{ approach: "webhook", arm },
  });
  const messages: string[] = [];
  const events = new RunEvents(nobody, [(event) => event.type === "warning" && messages.push(event.warning.message)]);
  events.warn([warning("base", "1 of 1 rounds")]);
  events.warn([warning("base", "2 of 2 rounds"), warning("head", "1 of 2 rounds")]);
  assert.deepEqual(messages, ["1 of 1 rounds", "1 of 2 rounds"]);
});
