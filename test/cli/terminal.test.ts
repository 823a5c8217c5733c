import assert from "node:assert/strict";
import { test } from "node:test";
import { wantsColour } from "../../src/cli/terminal.js";

test("colour is for terminals, unless the environment says otherwise", () => {
  const cases: [env: Record<string, string>, isTTY: boolean, colour: boolean][] = [
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ TERM: "dumb" }, true, false],
  ];
  for (const [env, isTTY, colour] of cases)
    assert.equal(wantsColour(env, { isTTY }), colour, JSON.stringify([env, isTTY]));
});
