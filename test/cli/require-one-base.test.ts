/** Which options of a gate go together. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type BaseArguments, requireOneBase } from "../../src/cli/require-one-base.js";

const none: BaseArguments = {
  against: undefined,
  baseline: undefined,
  baseCommand: undefined,
  headCommand: undefined,
  update: false,
  allowMismatch: false,
  control: false,
};

const allowed: [Partial<BaseArguments>, ReturnType<typeof requireOneBase>][] = [
  [{ against: "main", control: true }, undefined],
  [{ baseline: "chat.json", update: true }, undefined],
  [{ baseline: "chat.json", allowMismatch: true }, undefined],
  [
    { baseCommand: "a", headCommand: "b", control: true },
    { base: "a", head: "b" },
  ],
  [{ baseline: "chat.json", headCommand: "b" }, { head: "b" }],
  [{ baseline: "chat.json", headCommand: "b", update: true }, { head: "b" }],
];

for (const [args, commands] of allowed) {
  test(`${JSON.stringify(args)} go together`, () => {
    assert.deepEqual(requireOneBase({ ...none, ...args }), commands);
  });
}

const refused: [Partial<BaseArguments>, RegExp][] = [
  [{}, /needs one base/],
  [{ headCommand: "b" }, /needs one base/],
  [{ against: "main", baseline: "chat.json" }, /needs one base/],
  [{ against: "main", baseCommand: "a", headCommand: "b" }, /needs one base/],
  [{ baseline: "chat.json", baseCommand: "a", headCommand: "b" }, /needs one base/],
  [{ baseCommand: "a" }, /needs a --head-command/],
  [{ against: "" }, /--against is empty/],
  [{ against: "  " }, /--against is empty/],
  [{ baseline: "" }, /--baseline is empty/],
  [{ against: "0".repeat(40) }, /all zeros, which is how git and GitLab say that there is no commit/],
  [{ against: "0".repeat(64) }, /all zeros/],
  [{ against: "main", headCommand: "b" }, /--against is a version of pushbench/],
  [{ baseCommand: "a", headCommand: " " }, /--head-command is empty/],
  [{ baseCommand: "", headCommand: "b" }, /--base-command is empty/],
  [{ baseCommand: "a", headCommand: "b", update: true }, /--update is about a --baseline/],
  [{ against: "main", allowMismatch: true }, /--allow-mismatch is about a --baseline/],
  [{ baseline: "chat.json", control: true }, /--control plays the base once more/],
];

for (const [args, message] of refused) {
  test(`${JSON.stringify(args)} do not`, () => {
    assert.throws(() => requireOneBase({ ...none, ...args }), { code: "usage", message });
  });
}
