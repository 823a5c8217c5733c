/** Arms: their approaches in one run, and each arm's own result out of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { armOf, roundsOf, startedArms, withArms } from "../../src/arms/arms.js";
import type { Result } from "../../src/result/result.js";
import { loadScenario } from "../../src/scenario/load.js";
import { resultOf } from "../reporters/fixture.js";

const chat = () => loadScenario("chat", { directories: ["scenarios"] });

/** The fixture's run as two or three arms would have played it: every approach once per arm. */
function played(arms: readonly string[], orderOf: (round: number) => string[]): Result {
  const one = resultOf(3);
  return {
    ...one,
    approaches: arms.flatMap((arm) => one.approaches.map((each) => ({ ...each, arm }))),
    rounds: one.rounds.map((round) => ({
      ...round,
      startOrder: orderOf(round.number),
      approaches: arms.flatMap((arm) => round.approaches.map((each) => ({ ...each, arm }))),
    })),
    warnings: [{ code: "service-bound", approach: "webhook", arm: "head", message: "It was.", advice: "Slower." }],
  };
}

const HEAD_FIRST = ["head webhook", "base webhook", "base websocket", "head websocket"];
const BASE_FIRST = ["base websocket", "head webhook", "base webhook", "head websocket"];

test("every arm has every approach, and the arm is a field beside its name", async () => {
  const scenario = await chat();
  const both = withArms(scenario, ["base", "head"]);
  assert.deepEqual(
    both.approaches.map(({ arm, name }) => [arm, name]),
    [
      ["base", "webhook"],
      ["base", "websocket"],
      ["head", "webhook"],
      ["head", "websocket"],
    ],
  );
  assert.deepEqual(both.approaches[2]!.config, scenario.approaches[0]!.config);
});

test("an arm's result is what it would have written of its own", () => {
  const head = armOf(
    played(["base", "head"], () => HEAD_FIRST),
    "head",
  );
  const alone = resultOf(3);
  assert.deepEqual(head.approaches, alone.approaches);
  assert.ok(head.warnings.every((warning) => !("arm" in warning)));
  assert.deepEqual(
    head.rounds.map(({ approaches }) => approaches),
    alone.rounds.map(({ approaches }) => approaches),
  );
  assert.deepEqual(head.rounds[0]!.startOrder, ["webhook", "websocket"]);
  assert.deepEqual(
    head.warnings.map(({ approach }) => approach),
    ["webhook"],
  );
  assert.deepEqual(
    armOf(
      played(["base", "head"], () => HEAD_FIRST),
      "base",
    ).warnings,
    [],
  );
});

test("a gate's rounds know which arm was started first, and have a control only where one was played", () => {
  const order = (round: number): string[] => (round === 2 ? BASE_FIRST : HEAD_FIRST);
  const rounds = roundsOf(played(["base", "head"], order));
  assert.deepEqual(
    rounds.map(({ first }) => first),
    ["head", "base", "head"],
  );
  assert.ok(rounds.every(({ control }) => control === undefined));
  const controlled = roundsOf(played(["base", "head", "control"], (round) => ["control webhook", ...order(round)]));
  assert.deepEqual(
    controlled.map(({ first }) => first),
    ["head", "base", "head"],
  );
  assert.deepEqual(controlled[0]!.control, controlled[0]!.base);
});

test("rounds whose order nobody wrote down have no first arm", () => {
  assert.deepEqual(
    roundsOf(played(["base", "head"], () => [])).map(({ first }) => first),
    [undefined, undefined, undefined],
  );
});

test("a name is never read as an arm: an approach may be called as if it were one", () => {
  const named = (name: string) => (name === "webhook" ? "head webhook" : name);
  const both = played(["base", "head"], () => ["base head webhook", "head websocket"]);
  const result: Result = {
    ...both,
    approaches: both.approaches.map((one) => ({ ...one, name: named(one.name) })),
    rounds: both.rounds.map((round) => ({
      ...round,
      approaches: round.approaches.map((one) => ({ ...one, approach: named(one.approach) })),
    })),
  };
  const base = armOf(result, "base");
  assert.deepEqual(
    base.approaches.map(({ name }) => name),
    ["head webhook", "websocket"],
  );
  assert.deepEqual(startedArms(result.rounds[0]!), ["base", "head"]);
  assert.equal(roundsOf(result)[0]!.first, "base");
});
