import assert from "node:assert/strict";
import { test } from "node:test";
import type { HostsChanged } from "../../src/bench/run-events.js";
import { fragmentsOf } from "../../src/live/fragments.js";
import type { LiveEvent } from "../../src/live/live-event.js";
import { divisorsOf } from "../../src/live/round-figures.js";
import { MOST_POINTS } from "../../src/live/slice-points.js";
import { timeLeftMs } from "../../src/live/time-left.js";
import type { WarningCode } from "../../src/result/result.js";
import { resultOf } from "../reporters/fixture.js";
import { eventsOf, slice, told } from "./told.js";

const warning = (message: string, code: WarningCode = "disturbed"): LiveEvent => ({
  type: "warning",
  warning: { code, message, advice: "", approach: "webhook" },
});

test("the state of a long run stays small, and no spike is lost from it", () => {
  const begun = told(eventsOf(1).slice(0, 2));
  const slices = Array.from({ length: 5000 }, (_, i) => slice("webhook", { latencyP99Ns: i === 777 ? 9e9 : 2e6 }));
  const state = told(slices, begun);
  const [webhook, websocket] = state.approaches;
  assert.ok(webhook!.points.length <= MOST_POINTS);
  assert.ok(webhook!.points.some(({ latencyP99Ns }) => latencyP99Ns === 9e9));
  assert.equal(webhook!.points.at(-1)!.atMs, state.nowMs);
  const times = webhook!.points.map(({ atMs }) => atMs);
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
  );
  assert.equal(websocket!.points.length, 0);
  const logged = told(
    Array.from({ length: 300 }, (_, i) => warning(`${i % 150}`)),
    state,
  );
  assert.deepEqual([logged.log.entries.length, logged.log.more], [100, 100]); // told again, what is not kept counts again
});

test("a slice has its rate beside what the schedule asked for", () => {
  const rate = (other: Parameters<typeof slice>[1]) =>
    told([slice("webhook", other)], told(eventsOf(1).slice(0, 2))).approaches[0]!.points[0]!.duePerSecond;
  assert.equal(rate({}), 200 * 9); // in a room of 10
  assert.equal(rate({ eventsDue: undefined }), undefined); // a closed loop
  assert.equal(rate({ eventsDue: 0, deliveriesPerSecond: undefined }), undefined); // idle clients
});

test("there is an interval from 6 rounds on, and it narrows", () => {
  const { finished, ratios } = told(eventsOf(12));
  const widths = finished.map(({ levels }) => {
    const { low, high } = levels[0]!.latencyP99Ns!;
    return low === undefined ? undefined : high! / low;
  });
  assert.deepEqual(
    widths.map((width) => width !== undefined),
    Array.from({ length: 12 }, (_, i) => i >= 5),
  );
  assert.ok(widths[11]! < widths[5]!);
  assert.deepEqual(
    ratios.map(({ approach, divisor }) => [approach, divisor]),
    [["webhook", "websocket"]],
  );
  const { estimate, low, high } = ratios[0]!.levels.latencyP50Ns!;
  assert.ok(low! > 1 && low! <= estimate && estimate <= high!);
});

test("rounds that the generator limited are in no ratio", () => {
  const bound = resultOf(6, undefined, ({ rounds }) => {
    for (const { approaches } of rounds) approaches[0]!.generator.verdict = "generator-bound";
  });
  assert.deepEqual(told(eventsOf(6, bound)).ratios[0]!.levels, {});
});

test("in a gate every approach is divided by its own base, elsewhere by the reference", () => {
  const arms = resultOf(1, undefined, (result) => {
    result.approaches = ["base", "head"].flatMap((arm) => result.approaches.map((one) => ({ ...one, arm })));
  });
  assert.deepEqual(
    [...divisorsOf(arms)],
    [
      ["head webhook", "base webhook"],
      ["head websocket", "base websocket"],
    ],
  );
  const alone = resultOf(1, undefined, (result) => {
    result.approaches = result.approaches.map((one) => ({ ...one, arm: "head" }));
  });
  assert.deepEqual([...divisorsOf(alone)], []);
});

test("the time left comes from what is played, or from the study", () => {
  const state = told(eventsOf(6).slice(0, 1 + 4 * 2)); // told once a second: two rounds of 6 are played
  assert.equal(Math.round(timeLeftMs(state)!), 8e3 * 2);
  assert.equal(timeLeftMs(told([])), undefined);
  const cell = told([{ type: "point-started", name: "a", played: [], leftSeconds: 60 }, ...eventsOf(1).slice(0, 2)]);
  assert.equal(timeLeftMs(cell), 58e3);
  // A study that goes on had a half of it played when the page was opened
  const trial = told([
    { type: "point-started", name: "a", played: [], doneRatio: 0.5 },
    { type: "point-started", name: "b", played: [], doneRatio: 0.6 },
  ]);
  assert.equal(Math.round(timeLeftMs(trial)! / 1e3), 8);
});

test("a study's page is of the bench in play, with the rounds that its point had before", () => {
  const played = told(eventsOf(6)).finished.map(({ figures }) => figures);
  const state = told([
    { type: "point-started", name: "clients=100, round 7 of 12", played, leftSeconds: 60 },
    ...eventsOf(1),
    { type: "point-finished", text: "first <b>", answer: "**yes** <i>" },
  ]);
  assert.equal(state.finished.length, 7);
  assert.ok(state.finished.at(-1)!.levels[0]!.latencyP50Ns!.low! > 0);
  const { status, study } = fragmentsOf(state);
  assert.match(status, /clients=100, round 7 of 12/);
  assert.match(study, /<strong>yes<\/strong> &lt;i&gt;/);
  assert.match(study, /first &lt;b&gt;/);
  const next = told([{ type: "point-started", name: "other", played: [] }, ...eventsOf(1).slice(0, 1)], state);
  assert.equal(next.finished.length, 0);
  assert.deepEqual(next.study!.finished, ["first <b>"]);
});

test("of a fleet it shows who plays and how far each is, and elsewhere no hosts at all", () => {
  const of = (...hosts: HostsChanged["hosts"]) =>
    fragmentsOf(told([{ type: "hosts-changed", round: 1, hosts }], told(eventsOf(1).slice(0, 2)))).hosts;
  const cells = (html: string) => [...html.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, cell]) => cell).slice(5);
  const a = { worker: "a", host: "one.example", clients: 1_200 } as const;
  assert.deepEqual(cells(of({ ...a, state: "starting" })), ["<code>a</code>", "one.example", "1,200", "starting", "–"]);
  assert.deepEqual(cells(of({ ...a, state: "connecting", connected: 256 })).slice(3), ["256 of 1,200 connected", "–"]);
  assert.deepEqual(cells(of({ ...a, state: "playing", clockBoundNs: 12_000 })).slice(3), ["playing", "± 12.0 µs"]);
  assert.deepEqual(cells(of({ ...a, state: "lost", clockBoundNs: 0 })).slice(3), ["lost", "the same clock"]);
  assert.deepEqual(
    cells(of({ worker: "s", host: "two.example", clients: 0, services: true, state: "ready" })).slice(2, 4),
    ["the services", "ready"],
  );
  assert.equal(fragmentsOf(told(eventsOf(1))).hosts, "");
});

test("what comes from outside is text, before the first event and at every other moment", () => {
  const hostile = '<img src=x onerror="x">';
  const result = resultOf(6, undefined, (one) => {
    for (const each of [one, ...one.rounds]) {
      for (const approach of each.approaches as { name?: string; approach?: string }[]) {
        if (approach.name === "webhook") approach.name = hostile;
        if (approach.approach === "webhook") approach.approach = hostile;
      }
    }
  });
  const events: LiveEvent[] = [
    ...eventsOf(6, result),
    warning(hostile),
    { type: "clients-connected", approach: hostile, round: 1, connected: 1, clients: 2 },
    {
      type: "hosts-changed",
      round: 1,
      hosts: [{ worker: hostile, host: hostile, clients: 10, state: "connecting", connected: 3 }],
    },
    { type: "point-started", name: hostile, played: [] },
    { type: "point-finished", text: hostile, answer: hostile },
  ];
  for (const [i] of events.entries()) {
    const html = Object.values(fragmentsOf(told(events.slice(0, i)))).join("");
    assert.doesNotMatch(html, /<img/);
  }
  assert.ok(
    Object.values(fragmentsOf(told(events))).every((html) => html.includes("&lt;img") || html.includes("<progress")),
  );
});
