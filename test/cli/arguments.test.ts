import assert from "node:assert/strict";
import { test } from "node:test";
import { parseArguments } from "../../src/cli/arguments.js";
import { defineCommand } from "../../src/cli/command.js";

const ship = defineCommand({
  name: "ship",
  describe: "Ship it",
  positionals: {
    to: { type: "string", required: true, describe: "Where to" },
    item: { type: "string", array: true, describe: "What" },
  },
  options: {
    "max-weight": { type: "number", default: 5, describe: "In kg" },
    express: { type: "boolean", describe: "Today" },
    note: { type: "string", describe: "To be written on it" },
    set: { type: "string", array: true, describe: "path=value" },
    box: { type: "string", choices: ["small", "large"], default: "small", describe: "Which box" },
  },
  examples: [],
  // The types of the arguments are inferred from the declarations above: this would not compile otherwise.
  async run(_environment, { to, item, maxWeight, express, note, set, box }) {
    const typed: [string, string[], number, boolean, string | undefined, string[], "small" | "large"] = [
      to,
      item,
      maxWeight,
      express,
      note,
      set,
      box,
    ];
    return typed.length;
  },
});

async function argumentsOf(...argv: string[]): Promise<Record<string, unknown>> {
  const parsed = await parseArguments(["ship", ...argv], [ship], { version: "1.2.3", columns: 80 });
  assert.ok("args" in parsed);
  return parsed.args;
}

const bare = { to: "here", item: [], maxWeight: 5, express: false, note: undefined, set: [], box: "small" };

test("what is not given has its default: false, none, or undefined", async () => {
  assert.deepEqual(await argumentsOf("here"), bare);
});

test("options have their types and camelCase names", async () => {
  assert.deepEqual(await argumentsOf("here", "--max-weight", "2.5", "--express", "--note", "007", "--box=large"), {
    ...bare,
    maxWeight: 2.5,
    express: true,
    note: "007",
    box: "large",
  });
});

test("a repeatable option takes one value each time, and leaves positionals alone", async () => {
  assert.deepEqual(await argumentsOf("--set", "a=1", "here", "--set=b=2=3", "1", "2"), {
    ...bare,
    set: ["a=1", "b=2=3"],
    item: ["1", "2"],
  });
});

test("dots and JSON in values are left as they are", async () => {
  assert.deepEqual((await argumentsOf("here", "--set", 'a.b.c={"d": [1, 2]}')).set, ['a.b.c={"d": [1, 2]}']);
});
