import assert from "node:assert/strict";
import { test } from "node:test";
import { annotations } from "../../../src/reporters/gate/annotations.js";
import { everyReport, failing, gateReport, nasty, passing, undecided } from "./fixture.js";

/** Reads a workflow command as the runner does (actions/runner, ActionCommand.cs, version 2 of the syntax). */
function readCommand(line: string): { name: string; properties: Record<string, string>; data: string } {
  const [, name, list, data] = /^::(\w+)(?: ([^\n]*?))?::([^\n]*)$/.exec(line) ?? assert.fail(`no command: ${line}`);
  const properties = (list ?? "").split(",").map((pair) => {
    const [key, ...value] = pair.split("=");
    return [key!, unescaped(value.join("="), { "%3A": ":", "%2C": "," })];
  });
  return { name: name!, properties: Object.fromEntries(properties), data: unescaped(data!) };
}

const unescaped = (text: string, more: Record<string, string> = {}): string => {
  const escapes: Record<string, string> = { "%0D": "\r", "%0A": "\n", ...more, "%25": "%" };
  return Object.entries(escapes).reduce((result, [code, character]) => result.replaceAll(code, character), text);
};

test("a gate gives exactly one command, whatever the number of regressions and the names", () => {
  for (const make of Object.values(everyReport)) {
    const lines = annotations(make()).split("\n");
    assert.deepEqual(
      lines.map((line) => line.startsWith("::")),
      [true, false],
    );
    assert.equal(lines[1], "");
  }
});

test("regressions and failures are errors, an inconclusive gate warns, a pass is noted", () => {
  const level = (text: string): string => readCommand(text.trimEnd()).name;
  assert.equal(level(annotations(gateReport())), "error");
  assert.equal(level(annotations(failing())), "error");
  assert.equal(level(annotations({ ...undecided(), failures: failing().failures })), "error");
  assert.equal(level(annotations(undecided())), "warning");
  assert.equal(level(annotations(passing())), "notice");
});

test("what is read back is what was said: title, finding and command", () => {
  const { properties, data } = readCommand(annotations(gateReport()).trimEnd());
  assert.equal(properties.title, "Regression: chat, main (1a2b3c4d5e6f) → faster-frames (5d6e7f8091a2)");
  assert.match(data, /service CPU per delivery is 7\.3 % higher/);
  assert.match(data, /\nSee it again: npm run gate -- --scenario chat/);
});

test("percent signs, line breaks, colons and commas survive, and names add no property", () => {
  const { properties, data } = readCommand(annotations(nasty()).trimEnd());
  assert.deepEqual(Object.keys(properties), ["title"]);
  assert.ok(properties.title!.includes("::error::b%0A,c:d`e"));
  assert.ok(data.includes("a ::error::b%0A,c:d`e"));
});
