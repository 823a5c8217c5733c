import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { eventId } from "../../../src/events/id.js";
import { JSON_POINTER, stepsOf, valueAt } from "../../../src/transports/adapting/json-pointer.js";
import { MOST_SEARCHED_BYTES, patternOf, patternProblem } from "../../../src/transports/adapting/pattern.js";
import { type Recognition, recogniserOf } from "../../../src/transports/adapting/recognition.js";

const id = eventId(42);

test("an id is recognised where the settings say that it stands, and nowhere else", () => {
  const ack: Recognition = { pattern: "^ack (?<id>\\S+)$" };
  const cases: [Recognition | undefined, message: string, index: number][] = [
    [{ pointer: "" }, `"${id}"`, 42],
    [{ pointer: "/ack" }, `{"ack":"${id}"}`, 42],
    [{ pointer: "/ack" }, `{ "ack" : "\\u0065vt_0000000042" }`, 42],
    [{ pointer: "/data/0/id" }, `{"data":[{"id":"${id}"}]}`, 42],
    [{ pointer: "/a~1b/~01" }, `{"a/b":{"~1":"${id}"}}`, 42],
    [{ pointer: "/ack" }, `{"id":"${id}"}`, -1],
    [{ pointer: "/ack" }, `{"ack":42}`, -1],
    [{ pointer: "/ack" }, `{"ack":"x${id}"}`, -1],
    [{ pointer: "/ack" }, `{"ack":"${id}"`, -1],
    [{ pointer: "/ack" }, "null", -1],
    [{ pointer: "/length" }, `["${id}"]`, -1],
    [{ pointer: "/toString" }, "{}", -1],
    [ack, `ack ${id}`, 42],
    [ack, `ack ${id}.`, -1],
    [ack, `nack ${id}`, -1],
    [{ pattern: "(?:ok|(?<id>evt_\\d+))" }, "ok", -1],
    [undefined, `{"id":"${id}"}`, 42],
    [undefined, id, 42],
    [undefined, `evt_ and ${id}`, 42],
    [undefined, `${id}0 x${id} ${id}_ ${id}`, 42],
    [undefined, `${id}, ${eventId(43)}`, 42],
    [undefined, `${id}0`, -1],
    [undefined, `x${id}`, -1],
    [undefined, "evt_9999999999", -1],
    [undefined, "", -1],
  ];
  for (const [recognition, message, index] of cases) {
    const label = `${JSON.stringify(recognition)} in ${message}`;
    assert.equal(recogniserOf(recognition)(Buffer.from(message)), index, label);
  }
});

test("what is too long is not searched by a pattern, nor parsed", () => {
  const long = (bytes: number): Buffer => Buffer.from(`{"id":"${id}","text":"${" ".repeat(bytes)}"}`);
  const byPattern = recogniserOf({ pattern: "(?<id>evt_\\d+)" });
  assert.equal(byPattern(long(MOST_SEARCHED_BYTES / 2)), 42);
  assert.equal(byPattern(long(MOST_SEARCHED_BYTES)), -1);
  const atPointer = recogniserOf({ pointer: "/id" });
  assert.equal(atPointer(long(2 ** 19)), 42);
  assert.equal(atPointer(long(2 ** 20)), -1);
});

test("no bytes make a recogniser throw", () => {
  const recognitions = [undefined, { pointer: "/a/0" }, { pattern: "(?<id>evt_\\d{10})" }].map(recogniserOf);
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from)), (bytes) => {
      for (const recognise of recognitions) assert.ok(Number.isInteger(recognise(Buffer.from(bytes))));
    }),
  );
});

test("an id is found in any surroundings that are no part of a word", () => {
  const around = fc.string().map((text) => text.replaceAll("evt_", ""));
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 - 1 }), around, around, (index, before, after) => {
      assert.equal(recogniserOf(undefined)(Buffer.from(`${before}"${eventId(index)}"${after}`)), index);
    }),
  );
});

test("a pointer leads to every value of a document", () => {
  const escaped = (step: string): string => step.replaceAll("~", "~0").replaceAll("/", "~1");
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 5 }), (steps) => {
      const document = steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), "found");
      const pointer = steps.map((step) => `/${escaped(step)}`).join("");
      assert.match(pointer, JSON_POINTER);
      // A member called __proto__ is no member of a literal.
      if (!steps.includes("__proto__")) assert.equal(valueAt(document, stepsOf(pointer)), "found");
    }),
  );
  for (const pointer of ["ack", "/~", "/~2", "#/ack"]) assert.doesNotMatch(pointer, JSON_POINTER);
});

test("a pattern that could run for ever is refused, or runs in linear time", () => {
  const text = "a".repeat(MOST_SEARCHED_BYTES);
  for (const source of ["(a+)+b", "(a|a)*b", "(a*)*b", "(?:a|aa)+$b", "(.*a){12}b"]) {
    const problem = patternProblem(source);
    if (problem !== undefined) continue;
    const sinceMs = performance.now();
    assert.equal(patternOf(source).exec(text), null);
    assert.ok(performance.now() - sinceMs < 2_000, source);
  }
});

test("patterns that are none, or lack their group, are refused with a reason", () => {
  const cases: [source: string, group: string | undefined, problem: RegExp | undefined][] = [
    ["ok", undefined, undefined],
    ["(?<id>\\S+)", "id", undefined],
    ["(?<id>a)|b", "id", undefined],
    ["^(?:ack|ok) (?<id>evt_\\d{10})$", "id", undefined],
    ["(", undefined, /^is not a regular expression: .*Unterminated group/],
    ["ack (\\S+)", "id", /needs a named group, as in "ack \(\?<id>/],
    ["(?<name>a)", "id", /needs a named group/],
    ["(a)\\1", undefined, /must do without back-references/],
    ["(?=a)b", undefined, /look-arounds/],
  ];
  for (const [source, group, problem] of cases) {
    const found = patternProblem(source, group);
    if (problem === undefined) assert.equal(found, undefined, source);
    else assert.match(found ?? "nothing", problem);
  }
});
