import assert from "node:assert/strict";
import { test } from "node:test";
import { stageOf } from "../../src/bench/faults/fault-stage.js";
import { playFaults } from "../../src/bench/faults/play-faults.js";
import { waitForQuiet } from "../../src/bench/faults/wait-for-quiet.js";
import { monotonicNs } from "../../src/clock.js";
import type { Fault } from "../../src/faults/registry.js";

/** A stage over parts that write down what is asked of them. */
function recorded(recipients: "service" | "clients" = "service") {
  const asked: unknown[] = [];
  const note =
    (name: string) =>
    async (...values: unknown[]): Promise<void> => {
      asked.push([name, ...values]);
    };
  const generator = { call: async (method: string, params: unknown) => asked.push([method, params]) };
  const stage = stageOf({
    approach: "a",
    recipients,
    service: { misbehave: note("service"), freeze: note("freeze"), thaw: note("thaw") },
    killService: note("kill"),
    restartService: note("restart"),
    generators: [generator as never],
    relay: { set: note("network") },
    network: { roundTripMs: 20 },
  });
  return { asked, stage };
}

const play = (faults: Fault[], stage: ReturnType<typeof recorded>["stage"], signal = new AbortController().signal) =>
  playFaults(faults, stage, monotonicNs(), signal);

test("faults begin and end in the order of their times, and what is on at the same time adds up", async () => {
  const { asked, stage } = recorded();
  const startNs = monotonicNs();
  const played = await play(
    [
      { kind: "errors", atSeconds: 0.01, forSeconds: 0.09, share: 0.5, status: 429, retryAfterSeconds: 2 },
      { kind: "slow-handler", atSeconds: 0.04, forSeconds: 0.12, delayMs: 7 },
      { kind: "clients-dropped", atSeconds: 0.2 },
    ],
    stage,
  );
  const refuse = { share: 0.5, status: 429, retryAfterSeconds: 2 };
  assert.deepEqual(asked, [
    ["service", { refuse }],
    ["service", { refuse, delayMs: 7 }],
    ["service", { delayMs: 7 }],
    ["service", null],
    ["dropConnections", { approach: "a" }],
  ]);
  // Either end by the schedule, however late the other was, and never before.
  for (const [i, [beginsMs, endsMs]] of [
    [10, 100],
    [40, 160],
    [200, 200],
  ].entries()) {
    assert.ok(played[i]!.beganNs - startNs >= beginsMs! * 1e6);
    assert.ok(played[i]!.endedNs - startNs >= endsMs! * 1e6);
  }
  assert.equal(played[2]!.beganNs, played[2]!.endedNs);
});

test("each kind does what it says, to the recipients of the flow, and takes it back", async () => {
  const cases: [Fault, "service" | "clients", unknown[]][] = [
    [{ kind: "service-killed", atSeconds: 0, forSeconds: 0.01 }, "service", [["kill"], ["restart"]]],
    [{ kind: "service-frozen", atSeconds: 0, forSeconds: 0.01 }, "clients", [["freeze"], ["thaw"]]],
    [
      { kind: "resets", atSeconds: 0, forSeconds: 0.01, share: 0.1 },
      "clients",
      [
        ["misbehave", { approach: "a", how: { reset: { share: 0.1 } } }],
        ["misbehave", { approach: "a", how: null }],
      ],
    ],
    [
      { kind: "slow-consumers", atSeconds: 0, forSeconds: 0.01, share: 0.1, bytesPerSecond: 5 },
      "service",
      [
        ["misbehave", { approach: "a", how: { slowReading: { share: 0.1, bytesPerSecond: 5 } } }],
        ["misbehave", { approach: "a", how: null }],
      ],
    ],
    [
      { kind: "network-cut", atSeconds: 0, forSeconds: 0.01, how: "silence" },
      "service",
      [
        ["network", { roundTripMs: 20, cut: "silence" }],
        ["network", { roundTripMs: 20 }],
      ],
    ],
    [
      { kind: "network-delay", atSeconds: 0, forSeconds: 0.01, roundTripMs: 300 },
      "service",
      [
        ["network", { roundTripMs: 300 }],
        ["network", { roundTripMs: 20 }],
      ],
    ],
    [
      { kind: "network-throttle", atSeconds: 0, forSeconds: 0.01, bytesPerSecond: 9 },
      "service",
      [
        ["network", { roundTripMs: 20, bytesPerSecond: 9 }],
        ["network", { roundTripMs: 20 }],
      ],
    ],
  ];
  for (const [fault, recipients, expected] of cases) {
    const { asked, stage } = recorded(recipients);
    await play([fault], stage);
    assert.deepEqual(asked, expected, fault.kind);
  }
});

test("a run that ends early plays no more", async () => {
  const { asked, stage } = recorded();
  const stopped = new AbortController();
  const playing = play([{ kind: "clients-dropped", atSeconds: 60 }], stage, stopped.signal);
  stopped.abort();
  await assert.rejects(playing, { name: "AbortError" });
  assert.deepEqual(asked, []);
});

test("the wait goes on while somebody tries or something moves, then until it has been quiet", async () => {
  const looks: [pending: number, progress: number][] = [
    [0, 1],
    [3, 1],
    [1, 1],
    [0, 2],
    [0, 2],
    [0, 2],
  ];
  let looked = 0;
  const look = async () => {
    const [pending, progress] = looks[Math.min(looked++, looks.length - 1)]!;
    return [
      { pending, progress },
      { pending: 0, progress: 5 },
    ];
  };
  await waitForQuiet(look, 50, new AbortController().signal);
  assert.ok(looked >= 5, `${looked} looks`);
  const over = new AbortController();
  over.abort();
  await waitForQuiet(look, 60_000, over.signal);
});
