import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { PushbenchError } from "../../src/errors.js";
import { loadScenario } from "../../src/scenario/load.js";
import { folderOf, scenarioText } from "./scenario-file.js";

const loader = (context: TestContext) => async (text: string) => {
  const folder = await folderOf(context, { "x.yaml": text });
  return loadScenario("x", { directories: [folder], cwd: folder });
};

test("faults: each with its kind's settings, played to an approach in one turn", async (context) => {
  const load = loader(context);
  const faults =
    "faults: [{ kind: errors, atSeconds: 1, forSeconds: 0.5, share: 0.3 }, { kind: clients-dropped, atSeconds: 2 }]";
  const { faults: read, run } = await load(scenarioText({ run: `${faults}\nrun: { measureSeconds: 4 }` }));
  assert.deepEqual(read, [
    { kind: "errors", atSeconds: 1, forSeconds: 0.5, share: 0.3, status: 503 },
    { kind: "clients-dropped", atSeconds: 2 },
  ]);
  assert.equal(run.sliceSeconds, 4);
  assert.equal((await load(scenarioText({ run: "run: { measureSeconds: 0.25 }" }))).run.sliceSeconds, 0.25);
});

test("faults that cannot be played are refused with the way out", async (context) => {
  const load = loader(context);
  const cases: [faults: string, more: Parameters<typeof scenarioText>[0], expected: RegExp][] = [
    [
      "{ kind: service-kiled, atSeconds: 1, forSeconds: 1 }",
      {},
      /kind: must be one of .*Did you mean "service-killed"\?/,
    ],
    ["{ kind: service-killed, atSeconds: 1 }", {}, /faults\.0\.forSeconds: is missing: must be a number above 0/],
    [
      "{ kind: errors, atSeconds: 1, forSeconds: 1, share: 2 }",
      {},
      /faults\.0\.share: must be a number above 0 and of at most 1/,
    ],
    [
      "{ kind: errors, atSeconds: 7, forSeconds: 1, share: 1 }",
      {},
      /atSeconds: the fault must be over before run\.measureSeconds \(8\)/,
    ],
    [
      "{ kind: resets, atSeconds: 1, forSeconds: 1, share: 1 }, { kind: resets, atSeconds: 1.5, forSeconds: 1, share: 1 }",
      {},
      /faults\.1\.atSeconds: must be outside the resets at 1 s/,
    ],
    [
      "{ kind: service-killed, atSeconds: 1, forSeconds: 1 }, { kind: service-frozen, atSeconds: 1.5, forSeconds: 1 }",
      {},
      /faults\.1\.atSeconds: must be outside the service-killed at 1 s/,
    ],
    [
      "{ kind: service-killed, atSeconds: 1, forSeconds: 1 }",
      { flow: "flow: broadcast", rooms: undefined },
      /cannot be played in flow broadcast: .*use service-frozen/,
    ],
    [
      "{ kind: clients-dropped, atSeconds: 1 }",
      { run: "run: { sliceSeconds: 0.5 }" },
      /run\.sliceSeconds: must be left out or measureSeconds \(8\), got 0\.5/,
    ],
  ];
  for (const [faults, more, expected] of cases) {
    const text = `${scenarioText(more)}\nfaults: [${faults}]\n`;
    const problems = await load(text).then(
      () => "it was taken for valid",
      ({ problems }: PushbenchError) => problems.map(({ at, message }) => `${at}: ${message}`).join("\n"),
    );
    assert.match(problems, expected, faults);
  }
});
