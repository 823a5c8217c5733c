import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { adviceMd } from "../../src/advise/advice-md.js";
import { type Advice, advise, NO_ADDRESS } from "../../src/advise/advise.js";
import type { Evidence } from "../../src/advise/evidence.js";
import { evidence, type KnownApproach, WEBHOOK, WEBSOCKET, workload } from "./known.js";

const from = (asked: Record<string, unknown>, ...all: Evidence[]): Advice =>
  advise(workload(asked), { evidence: all, capacities: [] });

const taken = ({ choice }: Advice): string => (choice.kind === "take" ? choice.approach : choice.kind);

test("the nearest measurement decides, and what is farther than a factor of 10 decides nothing", () => {
  const here = evidence([100], [{ ...WEBHOOK, cpuNsPerDelivery: 10_000 }, WEBSOCKET]);
  const there = evidence([900]);
  assert.equal(taken(from({ perSecond: 150 }, there, here)), "webhook");
  assert.equal(taken(from({ perSecond: 800 }, there, here)), "websocket");
  assert.equal(taken(from({ perSecond: 10_000 }, there, here)), "not known");
  assert.equal(taken(from({})), "not known");
});

test("of approaches with and without TLS, those are compared that are as it is asked for", () => {
  const dear = { ...WEBSOCKET, name: "websocket-tls", tls: true, cpuNsPerDelivery: 500_000 };
  const both = evidence([100], [WEBHOOK, WEBSOCKET, { ...WEBHOOK, name: "webhook-tls", tls: true }, dear]);
  const namesOf = (tls: boolean) => from({ tls }, both).approaches.map(({ approach }) => approach);
  assert.deepEqual(namesOf(false), ["webhook", "websocket"]);
  assert.deepEqual(namesOf(true), ["webhook-tls", "websocket-tls"]);
  assert.equal(taken(from({ tls: true }, both)), "webhook-tls");
  const plain = from({ tls: true }, evidence());
  assert.deepEqual(
    plain.costsFrom!.differences.map(({ what }) => what),
    ["TLS"],
  );
  assert.equal(taken(plain), "websocket");
});

test("recipients without an address rule out who listens for events, by what its transport says of itself", () => {
  const cheap = { ...WEBHOOK, cpuNsPerDelivery: 1_000 };
  const advice = from({ publicEndpoint: false }, evidence([100], [cheap, WEBSOCKET]));
  assert.equal(advice.approaches[0]!.ruledOut, NO_ADDRESS);
  assert.deepEqual(advice.choice, { kind: "take", approach: "websocket", because: "no other one is left" });
  assert.equal(advice.flip, undefined);
});

test("costs and objectives may be of two measurements, at the mean and at the peak", () => {
  const slow = evidence(
    [2000],
    [
      { ...WEBHOOK, p99Ms: 10 },
      { ...WEBSOCKET, p99Ms: 900 },
    ],
  );
  const busy = { ...slow, source: { ...slow.source, file: "busy/result.json" } };
  const advice = from({ peakPerSecond: 1900, peakHoursPerDay: 0.1, latencyP99Ms: 100 }, evidence(), busy);
  assert.equal(advice.costsFrom!.source.file, "chat/result.json");
  assert.deepEqual(
    advice.peaksFrom.map(({ source, approaches }) => [source.file, approaches]),
    [["busy/result.json", ["webhook", "websocket"]]],
  );
  assert.equal(taken(advice), "webhook");
  assert.match(adviceMd(advice), /Not `websocket`: Its p99 is above the limit\./);
});

test("an approach that the generator limited is named, and an approach that is alone has nothing to flip to", () => {
  const bound = { ...WEBHOOK, verdict: "generator-bound" as const };
  const one = from({}, evidence([100], [bound, WEBSOCKET]));
  assert.deepEqual(one.unsound, ["webhook"]);
  assert.match(adviceMd(one), /Left out, because no round of theirs was sound: `webhook`\./);
  const none = from({}, evidence([100], [bound]));
  assert.equal(taken(none), "not known");
  assert.match(adviceMd(none), /No approach was sound in the bench "Known"/);
});

const approach = fc.record({
  cpuNsPerDelivery: fc.integer({ min: 1, max: 1_000_000 }),
  p99Ms: fc.integer({ min: 1, max: 1_000 }),
  undelivered: fc.constantFrom(0, 0, 0, 1),
});

test("whatever was measured, what is taken was measured within the limit, lost nothing, and costs the least of those", () => {
  fc.assert(
    fc.property(fc.array(approach, { minLength: 1, maxLength: 4 }), (drawn) => {
      const all = drawn.map((one, i): KnownApproach => ({ ...one, name: `approach-${i}` }));
      const advice = from({ latencyP99Ms: 100 }, evidence([100], all));
      assert.ok(adviceMd(advice).startsWith("# "));
      if (advice.choice.kind !== "take") return;
      const name = advice.choice.approach;
      const its = all.find((one) => one.name === name)!;
      assert.ok(its.undelivered === 0 && its.p99Ms! <= 100);
      for (const other of all) {
        if (other.undelivered === 0 && other.p99Ms! * 1.05 <= 100)
          assert.ok(its.cpuNsPerDelivery! <= other.cpuNsPerDelivery!);
      }
    }),
  );
});
