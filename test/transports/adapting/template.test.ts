import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeEvent } from "../../../src/events/templates.js";
import { type Placeholder, placeholders, problemsOf, Template } from "../../../src/transports/adapting/template.js";

const all = Object.keys(placeholders) as Placeholder[];
const event = encodeEvent("payment", 1, { index: 42, dueNs: 105e6, bytes: 600 });
const filling = { index: 42, client: 7, room: 3, event, token: "secret", url: "http://127.0.0.1:1" };
const rendered = (text: string): string => new Template(text).render(filling);

test("each placeholder stands for what it says", () => {
  const cases: [string, string][] = [
    ["", ""],
    ["no placeholder, { braces } and }}", "no placeholder, { braces } and }}"],
    ["{{id}}", "evt_0000000042"],
    ["{{ id }}{{time}}", "evt_00000000422026-01-01T00:00:00.105Z"],
    ["/rooms/{{room}}/users/{{client}}", "/rooms/3/users/7"],
    ['{"user":{{client}}}', '{"user":7}'],
    ["Bearer {{token}}, {{url}}", "Bearer secret, http://127.0.0.1:1"],
    ["ü{{event}}ü", `ü${event}ü`],
  ];
  for (const [text, expected] of cases) assert.equal(rendered(text), expected, text);
});

test("the time is the one that stands in the envelope", () => {
  assert.equal(rendered("{{time}}"), JSON.parse(event.toString()).timestamp);
});

test("an envelope alone is handed on without a copy", () => {
  assert.equal(new Template("{{event}}").bytes(filling), event);
  assert.deepEqual(new Template("{{event}} ").bytes(filling), Buffer.from(`${event} `));
});

test("the filler makes a message exactly as long as the envelope, and is left out where there is no room", () => {
  for (const text of ['{"id":"{{id}}","text":"{{filler}}"}', "{{filler}}", "ü{{filler}}ü{{client}}"]) {
    assert.equal(new Template(text).bytes(filling).length, event.length, text);
  }
  assert.equal(rendered("{{event}}{{filler}}!"), `${event}!`);
  const [one, other] = [1, 2].map((index) => new Template("{{filler}}").render({ ...filling, index }));
  assert.notEqual(one, other, "events are not all alike");
});

test("a filler needs no escapes in JSON", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 - 1 }), (index) => {
      const text = new Template('{"id":"{{id}}","text":"{{filler}}"}').render({ ...filling, index });
      assert.equal(JSON.stringify(JSON.parse(text)), text);
    }),
  );
});

test("what is unknown is named, with what was meant and what is allowed", () => {
  const cases: [text: string, allowed: Placeholder[], problems: RegExp[]][] = [
    ["{{id}}", ["id"], []],
    [
      "{{clinet}}",
      ["id", "client"],
      [/^has an unknown placeholder \{\{clinet\}\}\. Did you mean "client"\? Allowed: \{\{id\}\}, \{\{client\}\}$/],
    ],
    ["{{url}}", ["id"], [/unknown placeholder \{\{url\}\}\. Allowed/]],
    ["{{}}", ["id"], [/unknown placeholder \{\{\}\}/]],
    ["{{id}", ["id"], [/has a \{\{ that does not begin a placeholder, at "\{\{id\}"/]],
    ["{{filler}}{{filler}}", all, [/has \{\{filler\}\} more than once/]],
  ];
  for (const [text, allowed, problems] of cases) {
    const found = problemsOf(text, allowed);
    assert.equal(found.length, problems.length, text);
    for (const [i, problem] of problems.entries()) assert.match(found[i]!, problem);
  }
});

test("text without problems renders, and everything that is no placeholder stays as it is", () => {
  const part = fc.oneof(
    fc.constantFrom(...all.map((name) => `{{${name}}}`)),
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("{", "}", "{{", "}}"),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join("");
      if (problemsOf(text, all).length > 0) {
        assert.throws(() => new Template(text));
        return;
      }
      const message = new Template(text);
      const withoutFiller = text.replace(/\{\{\s*filler\s*\}\}/g, message.fillerIn(filling));
      const values: Record<string, string> = {
        ...{ id: "evt_0000000042", time: "2026-01-01T00:00:00.105Z", client: "7", room: "3" },
        ...{ event: event.toString(), token: "secret", url: filling.url },
      };
      const expected = withoutFiller.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => values[name]!);
      assert.equal(message.render(filling), expected);
      assert.equal(message.bytes(filling).toString(), Buffer.from(expected).toString());
    }),
  );
});

test("a value that is not known at this place is a mistake of the program", () => {
  assert.throws(
    () => new Template("{{url}}").render({ index: 1, client: 1, room: 0, event }),
    /nothing to put in the place of/,
  );
});
