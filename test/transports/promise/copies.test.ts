/** A copy of an event that was taken, or is being handled, meets no fate of its own: it is acknowledged and dropped. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Misbehaviour } from "../../../src/transports/transport.js";
import { settled } from "./expectations.js";
import { eventWithFate, nameOf, plays, sendsTo } from "./plays.js";
import { reachable } from "./probes.js";
import { until } from "./recorder.js";
import { Stage } from "./stage.js";

const faults: Record<string, Misbehaviour> = {
  errors: { refuse: { share: 1, status: 503 } },
  resets: { reset: { share: 1 } },
};

for (const [name, fault] of Object.entries(faults)) {
  describe(`${name} hit every event: a copy of what was taken is acknowledged all the same`, { concurrency: 4 }, () => {
    for (const play of plays({ guarantee: "at-least-once" })) {
      test(nameOf(play), async (t) => {
        const stage = await Stage.open(t, play);
        stage.begin([0]);
        await settled(stage, [0]);
        // A service would drop the copy itself; one that has forgotten the event sends it to clients once more.
        if (play.flow === "relay" && play.side === "clients") {
          await stage.restart();
          await stage.subscribe();
          await reachable(stage);
        }
        const before = stage.disconnections;
        stage.misbehave(fault);
        stage.begin([0]);
        await until(() => stage.recipient.count("suppressed") === sendsTo(play, [0]).length);
        await settled(stage, [0]);
        assert.deepEqual([stage.refusals, stage.disconnections], [0, before]);
      });
    }
  });
}

describe("errors hit every attempt but the first: copies of what is being handled are not refused", {
  concurrency: 16,
}, () => {
  const SHARE = 0.9;
  const DELAY_MS = 300;
  const slowErrors: Misbehaviour = { delayMs: DELAY_MS, refuse: { share: SHARE, status: 503 } };
  const index = eventWithFate("refuse", SHARE, [false, true, true, true, true]);
  for (const play of plays({ guarantee: "at-least-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play, { payloadBytes: 4_000 });
      stage.misbehave(slowErrors);
      const sentMs = performance.now();
      await stage.arrived([index]);
      stage.driver.dropConnections(); // its sender cannot be told, and sends it again
      await until(() => stage.recipient.count("suppressed") >= sendsTo(play, [index]).length);
      stage.misbehave();
      await settled(stage, [index]);
      for (const { atMs } of stage.deliveries) assert.ok(atMs - sentMs >= DELAY_MS, `${Math.round(atMs - sentMs)} ms`);
      assert.ok(stage.sender.count("retried") > 0);
      assert.equal(stage.refusals, 0);
    });
  }
});
