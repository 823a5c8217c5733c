import assert from "node:assert/strict";
import { test } from "node:test";
import { headOf } from "../../src/serve/head.js";

const value = {
  title: 'a,\n "rounds": [',
  scenario: { run: { seed: 1, rounds: 6 }, list: [{ rounds: 1 }] },
  machine: {},
  rounds: [{ number: 1 }],
  warnings: [],
};

test("the head is all that stands before the rounds, however far in the file is indented", () => {
  const { rounds, warnings, ...head } = value;
  for (const indent of [1, 2, 4]) assert.deepEqual(headOf(JSON.stringify(value, null, indent)), head, `${indent}`);
  const cut = JSON.stringify(value, null, 1).indexOf("number");
  assert.deepEqual(headOf(JSON.stringify(value, null, 1).slice(0, cut)), head, "as far as it was read");
});

test("what is no beginning of a result has no head", () => {
  const texts = ["", "{}", "[]", JSON.stringify(value), '{\n "a": x,\n "rounds": []', '{\n "rounds": []\n}'];
  for (const text of texts) assert.equal(headOf(text), undefined, text);
});
