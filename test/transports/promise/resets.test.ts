/** Recipients that reset connections in the middle of an event. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isHit } from "../../../src/transports/delivery/receiving/misbehaviour.js";
import { nothingRefused, owes, settled } from "./expectations.js";
import { attemptsHit, deliveriesOf, events, nameOf, plays, sendsTo } from "./plays.js";
import { reachable } from "./probes.js";
import { until } from "./recorder.js";
import { Stage } from "./stage.js";

const SHARE = 0.5;
const ALL = events(0, 12);

describe("resets, at least once: whatever is cut off for a while is delivered when it is over", {
  concurrency: 4,
}, () => {
  for (const play of plays({ guarantee: "at-least-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      stage.misbehave({ reset: { share: 1 } });
      stage.begin(ALL);
      await until(() => stage.disconnections >= 3 && stage.sender.count("retried") >= 2);
      assert.deepEqual(stage.delivered, []);
      await owes(stage, ALL);
      stage.misbehave();
      await settled(stage, ALL);
      nothingRefused(stage);
    });
  }
});

describe("resets, at least once: a share of the attempts is cut off, the same for every transport", {
  concurrency: 4,
}, () => {
  for (const play of plays({ guarantee: "at-least-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      stage.misbehave({ reset: { share: SHARE } });
      stage.begin(ALL);
      await settled(stage, ALL);
      if (stage.multiplexes) assert.ok(stage.disconnections > 0);
      else assert.equal(stage.disconnections, attemptsHit("reset", SHARE, sendsTo(play, ALL)));
      nothingRefused(stage);
    });
  }
});

describe("resets, at most once: the events that are hit are lost, the same for every transport", {
  concurrency: 4,
}, () => {
  for (const play of plays({ guarantee: "at-most-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      stage.misbehave({ reset: { share: SHARE } });
      for (const index of ALL) {
        const before = stage.disconnections;
        stage.begin([index]);
        await until(() => stage.disconnections > before || stage.timesDelivered(index) > 0);
        await reachable(stage, isSpared);
      }
      assert.deepEqual(stage.delivered, deliveriesOf(play.flow, ALL.filter(isSpared)));
      assert.equal(stage.sender.count("retried"), 0);
    });
  }
});

const isSpared = (index: number): boolean => !isHit("reset", SHARE, index);
