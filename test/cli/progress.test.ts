import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostsChanged } from "../../src/bench/run-events.js";
import { type Progress, progressKinds } from "../../src/cli/progress.js";
import { hostsOfStudy } from "../../src/cli/studies/hosts-of-study.js";
import { Histogram } from "../../src/histogram.js";
import { duration } from "../../src/reporters/format.js";
import type { Result } from "../../src/result/result.js";
import { encoded, idleResultOf, resultOf } from "../reporters/fixture.js";

function printedBy(kind: keyof typeof progressKinds, use: (progress: Progress) => void, columns = 120): string {
  let printed = "";
  let nowMs = 0;
  const output = {
    write: (text: string) => {
      printed += text;
    },
    isTTY: kind === "live",
    columns,
  };
  const nextLookMs = (): number => {
    nowMs += 10_000;
    return nowMs;
  };
  use(progressKinds[kind](output, { rounds: 6, nowMs: nextLookMs }));
  return printed;
}

const slice = {
  type: "slice-finished",
  round: 2,
  doneRatio: 0.5,
  approach: "webhook",
  phase: "measured",
  eventsDue: 200,
  deliveriesPerSecond: 1812.4,
  latencyP50Ns: 654_000,
  latencyP99Ns: undefined,
  deliveries: 1812,
  serviceCpuNs: 1e8,
  generatorCpuNs: 1e8,
  elapsedNs: 1e9,
  lengthNs: 1e9,
  failed: false,
} as const;

const result: Result = resultOf(2);

test("on a terminal one line tells round, rate, latency so far and the time left, and is written over", () => {
  const printed = printedBy("live", (progress) => {
    progress.listener(slice);
    progress.listener({ ...slice, phase: "warmUp", arm: "head" });
    progress.end();
  });
  const [, first, second, last] = printed.split("\r\x1b[2K");
  assert.equal(first, "round 2/6  webhook  1,812 deliveries/s  p50 654 µs  p99 –  30 s left"); // 10 s for 1.5 of 6 rounds
  assert.match(second!, / {2}head webhook \(warm-up\)/);
  assert.equal(last, "");
});

test("of a run without events it shows what idle clients cost, and no rate of 0", () => {
  const live = printedBy("live", (progress) => progress.listener({ ...slice, deliveriesPerSecond: undefined }));
  assert.match(live, /round 2\/6 {2}webhook {2}idle clients {2}30 s left/);
  const plain = printedBy("plain", (progress) =>
    progress.listener({ type: "round-finished", result: idleResultOf(1) }),
  );
  assert.deepEqual(plain.trim().split("\n"), [
    "round 1/6  webhook  201 ns of CPU per client and second  0 connections open",
    "round 1/6  websocket  3.22 µs of CPU per client and second  2,000 connections open",
  ]);
});

test("while clients connect, a terminal shows how many have, and nobody else is told", () => {
  const connected = {
    type: "clients-connected",
    round: 1,
    approach: "websocket",
    connected: 40_960,
    clients: 100_000,
  } as const;
  const told = (kind: keyof typeof progressKinds) => printedBy(kind, (progress) => progress.listener(connected));
  assert.equal(told("live"), "\r\x1b[2Kround 1/6  websocket  40,960 of 100,000 clients connected");
  assert.equal(told("plain") + told("json"), "");
});

test("of a fleet it says who plays, how far each is, who is lost, and how well the clocks are known", () => {
  const a = { worker: "a", host: "one", clients: 100 } as const;
  const b = { worker: "b", host: "two", clients: 1_000 } as const;
  const changed = (...hosts: HostsChanged["hosts"]): HostsChanged => ({ type: "hosts-changed", round: 1, hosts });
  const played = structuredClone(result);
  played.rounds.at(-1)!.hosts = [
    { worker: "a", clients: 100, clockBoundNs: 12_000 },
    { worker: "b", clients: 1_000, clockBoundNs: 0 },
  ];
  const events = [
    changed({ ...a, state: "starting" }, { ...b, state: "starting" }),
    changed({ ...a, state: "ready" }, { ...b, state: "connecting", connected: 256 }),
    changed({ ...a, state: "lost" }, { ...b, state: "ready" }),
    changed({ ...a, state: "lost" }, { ...b, state: "playing" }),
  ];
  const told = (kind: keyof typeof progressKinds) =>
    printedBy(kind, ({ listener }) => {
      for (const event of events) listener(event);
      listener({ type: "round-finished", result: played });
    });
  const lines = told("plain").split("\n");
  assert.deepEqual(lines.slice(0, 2), [
    "round 1/6  a on one (100 clients)  b on two (1,000 clients)",
    "round 1/6  worker a is lost",
  ]);
  assert.equal(lines.at(-2), "round 2/6  clocks within  a ± 12.0 µs  b the same clock");
  const live = told("live").split("\r\x1b[2K");
  assert.ok(live.includes("round 1/6  a ready  b 256 of 1,000 connected"), live.join("\n"));
  assert.ok(
    live.some((line) => line.startsWith("round 1/6  worker a is lost\n")),
    live.join("\n"),
  );
  const withHost = printedBy("plain", ({ listener }) =>
    listener(
      changed({ worker: "s", host: "three", clients: 0, services: true, state: "ready" }, { ...a, state: "ready" }),
    ),
  );
  assert.equal(withHost, "round 1/6  s on three (the services)  a on one (100 clients)\n");
  const json = told("json")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(json[1], { type: "hosts", round: 1, hosts: events[1]!.hosts });
});

test("a study says who plays once, whatever the number of their clients, and who is lost", () => {
  const printed: string[] = [];
  const listener = hostsOfStudy({ write: (text: string) => void printed.push(text), isTTY: false, columns: 80 });
  const hosts = (clients: number, state: "ready" | "lost"): HostsChanged => ({
    type: "hosts-changed",
    round: 1,
    hosts: [
      { worker: "a", host: "one", clients, state: "ready" },
      { worker: "b", host: "two", clients, state },
    ],
  });
  for (const event of [hosts(10, "ready"), hosts(20, "ready"), hosts(20, "lost"), slice]) listener(event);
  assert.deepEqual(printed, ["fleet  a on one  b on two\n", "fleet  worker b is lost\n"]);
});

test("the live line never wraps, and leaves out what does not fit instead of cutting it", () => {
  const printed = printedBy("live", (progress) => progress.listener(slice), 42);
  assert.equal(printed.replace("\r\x1b[2K", ""), "round 2/6  webhook  1,812 deliveries/s");
  assert.equal(printedBy("live", (progress) => progress.listener(slice), 6).replace("\r\x1b[2K", ""), "round");
});

test("elsewhere each round gets a plain line per approach, with the round's own percentiles", () => {
  const lines = printedBy("plain", (progress) => {
    progress.listener(slice);
    progress.listener({ type: "round-finished", result });
  }).split("\n");
  const [one] = result.rounds.at(-1)!.approaches;
  const p50 = duration(Histogram.decode(one!.latency.latency!).quantileNs(0.5));
  assert.equal(lines.length, 1 + result.approaches.length);
  assert.ok(lines[0]!.startsWith(`round 2/6  ${one!.approach}  `), lines[0]);
  assert.ok(lines[0]!.includes(`p50 ${p50}`), lines[0]);
  assert.ok(!printedBy("plain", (progress) => progress.listener({ type: "round-finished", result })).includes("\x1b"));
});

test("times are written as in the report, whatever their size, and lines break where the terminal ends", () => {
  const slow = structuredClone(result);
  for (const one of slow.rounds.at(-1)!.approaches) one.latency.latency = encoded(new Array<number>(200).fill(1.78e9));
  for (const columns of [20, 40, 80]) {
    const printed = printedBy(
      "plain",
      (progress) => progress.listener({ type: "round-finished", result: slow }),
      columns,
    );
    assert.match(printed, /p50 1\.78 s/);
    assert.match(printed, /0 undelivered/);
    assert.doesNotMatch(printed, /\de\+/);
    assert.ok(printed.split("\n").every((line) => line.length <= columns));
  }
});

test("for machines every line is JSON", () => {
  const lines = printedBy("json", (progress) => {
    progress.listener(slice);
    progress.listener({ type: "round-finished", result });
    progress.end();
  });
  const parsed = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string });
  assert.deepEqual(
    parsed.map(({ type }) => type),
    ["slice", "round"],
  );
});
