/** What a claim's file may say, and how it is told what is wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseClaim } from "../../src/claims/read-claim.js";
import { PushbenchError } from "../../src/errors.js";

const lines = {
  head: "id: H1\ntitle: A title\nclaim: A sentence.\nsource: Somebody.",
  studies:
    "studies:\n  rates: { kind: sweep, scenario: chat, approaches: [webhook, websocket], over: { clients: [10, 20] } }",
  measures: "measures:",
  measure:
    "  - { kind: ratio, when: it rains, study: rates, metric: latencyP50Ns, of: { approach: webhook, at: { clients: 10 } }, to: { approach: websocket, at: { clients: 20 } }, confirms: { atLeast: 2 }, refutes: { atMost: 1 } }",
};

const textOf = (changed: Partial<typeof lines> = {}): string =>
  Object.values({ ...lines, ...changed })
    .filter((text) => text !== "")
    .join("\n");

function problemsOf(text: string): string[] {
  try {
    parseClaim(text, "claims/h1.yaml");
    return [];
  } catch (error) {
    assert.ok(error instanceof PushbenchError);
    assert.equal(error.code, "claim-invalid");
    return error.problems.map(({ at, message }) => `${at}: ${message}`);
  }
}

test("a claim is read with its defaults, and has the name of its file", () => {
  const claim = parseClaim(textOf(), "claims/h1.yaml");
  assert.equal(claim.name, "h1");
  const study = claim.studies.rates!;
  assert.ok(study.kind === "sweep");
  assert.deepEqual([study.rounds, study.set, study.approach], [8, {}, {}]);
});

test("two claims that say the same have the same fingerprint, and another word is another claim", () => {
  const { fingerprint } = parseClaim(textOf(), "h1.yaml");
  assert.equal(parseClaim(`# a comment\n${textOf()}`, "h1.yaml").fingerprint, fingerprint);
  assert.notEqual(
    parseClaim(textOf({ head: lines.head.replace("Somebody", "Nobody") }), "h1.yaml").fingerprint,
    fingerprint,
  );
});

const cases: [what: string, text: string, problem: RegExp][] = [
  [
    "a misspelt key",
    `${textOf()}\nsorce: x`,
    /claims\/h1\.yaml:\d+ sorce: is not known here\. Did you mean "source"\?/,
  ],
  [
    "an id of another form",
    textOf({ head: lines.head.replace("H1", "first") }),
    /:1 id: must be a letter and a number/,
  ],
  [
    "no measure",
    textOf({ studies: "", measures: "", measure: "" }),
    /measures: must have at least one, or .* notMeasurable/,
  ],
  [
    "a study that nobody needs",
    textOf({ measures: "measures: []", measure: "" }),
    /:6 studies\.rates: is named by no measure/,
  ],
  ["notMeasurable beside studies", `${textOf()}\nnotMeasurable: Because.`, /notMeasurable: stands alone/],
  [
    "a study that is not there",
    textOf({ measure: lines.measure.replace("study: rates", "study: rate") }),
    /:8 measures\.0\.study: must be one of rates/,
  ],
  [
    "a metric that is not there",
    textOf({ measure: lines.measure.replace("latencyP50Ns", "latency") }),
    /measures\.0\.metric: must be/,
  ],
  [
    "an approach that takes no part",
    textOf({ measure: lines.measure.replace("approach: webhook,", "approach: sse,") }),
    /measures\.0\.of: must name one of webhook, websocket/,
  ],
  [
    "a point that is not played",
    textOf({ measure: lines.measure.replace("clients: 10", "clients: 15") }),
    /of\.at: must say which point: clients is one of 10, 20/,
  ],
  [
    "a side without its point",
    textOf({ measure: lines.measure.replace(", at: { clients: 20 }", "") }),
    /to\.at: must say which point/,
  ],
  [
    "bounds that overlap",
    textOf({ measure: lines.measure.replace("atMost: 1 ", "atMost: 2 ") }),
    /refutes: overlaps with confirms/,
  ],
  [
    "bounds without an end",
    textOf({ measure: lines.measure.replace("{ atMost: 1 }", "{}") }),
    /refutes: must have atLeast, atMost or both/,
  ],
  [
    "a measure of another kind than its study",
    textOf({
      measure:
        "  - { kind: capacity, when: x, study: rates, of: webhook, to: websocket, confirms: { atLeast: 2 }, refutes: { atMost: 1 } }",
    }),
    /study: must be a capacity for a measure of kind capacity, and rates is a sweep/,
  ],
  [
    "a kind that is not there",
    textOf({ studies: lines.studies.replace("sweep", "swoop") }),
    /studies\.rates\.kind: must be/,
  ],
  [
    "files outside the package",
    textOf({
      studies: "studies:\n  rates: { kind: count, sides: { a: { files: [../../etc/passwd] } } }",
      measure: "  []",
      measures: "measures:",
    }),
    /files\.0: must be a path below the package/,
  ],
  ["text that is no YAML", "id: [", /claims\/h1\.yaml:1/],
  ["nothing", "", /./],
];

for (const [what, text, problem] of cases)
  test(`${what} is refused with its place`, () => {
    const problems = problemsOf(text);
    assert.ok(
      problems.some((one) => problem.test(one)),
      problems.join("\n") || "nothing was refused",
    );
  });
