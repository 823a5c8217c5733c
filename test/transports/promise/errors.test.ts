/** Recipients that refuse events: at least once they are delivered in the end, at most once they are lost and counted. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isHit } from "../../../src/transports/delivery/receiving/misbehaviour.js";
import type { Misbehaviour } from "../../../src/transports/transport.js";
import { nothingRefused, owes, settled } from "./expectations.js";
import { attemptsHit, events, nameOf, plays, sendsTo } from "./plays.js";
import { reachable } from "./probes.js";
import { until } from "./recorder.js";
import { Stage } from "./stage.js";

const SHARE = 0.5;
const ALL = events(0, 12);
const refusing = (share: number): Misbehaviour => ({ refuse: { share, status: 503 } });

describe("errors, at least once: whatever is refused for a while is delivered when it is over", {
  concurrency: 4,
}, () => {
  for (const play of plays({ guarantee: "at-least-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      stage.misbehave(refusing(1));
      stage.begin(ALL);
      await until(() => stage.sender.count("retried") >= 2);
      assert.deepEqual(stage.delivered, []);
      await owes(stage, ALL);
      stage.misbehave();
      await settled(stage, ALL);
      nothingRefused(stage);
    });
  }
});

describe("errors, at most once: whatever is refused is lost and counted, until it is over", { concurrency: 4 }, () => {
  for (const play of plays({ guarantee: "at-most-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      stage.misbehave(refusing(1));
      stage.begin(ALL);
      await until(() => stage.refusals >= sendsTo(play, ALL).length);
      assert.deepEqual(stage.sender.pairs("refused"), sendsTo(play, ALL));
      assert.deepEqual(stage.delivered, []);
      stage.misbehave();
      const later = events(12, 24);
      stage.begin(later);
      await settled(stage, later);
      assert.equal(stage.sender.count("retried"), 0);
    });
  }
});

describe("errors, at least once: a share of the attempts is refused, the same for every transport", {
  concurrency: 4,
}, () => {
  for (const play of plays({ guarantee: "at-least-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      stage.misbehave(refusing(SHARE));
      stage.begin(ALL);
      await settled(stage, ALL);
      assert.equal(stage.refusals, attemptsHit("refuse", SHARE, sendsTo(play, ALL)));
      nothingRefused(stage);
    });
  }
});

describe("errors, at most once: a share of the events is refused, the same for every transport", {
  concurrency: 4,
}, () => {
  for (const play of plays({ guarantee: "at-most-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      stage.misbehave(refusing(SHARE));
      stage.begin(ALL);
      const [hit, spared] = [ALL.filter(isRefused), ALL.filter((index) => !isRefused(index))];
      await until(() => stage.refusals >= sendsTo(play, hit).length);
      await settled(stage, spared);
      assert.deepEqual(stage.sender.pairs("refused"), sendsTo(play, hit));
      assert.equal(stage.sender.count("retried"), 0);
    });
  }
});

describe("errors that do not end, at least once: what is tried in vain is given up and counted", {
  concurrency: 8,
}, () => {
  const retries = { schedule: [0.02, 0.02], jitter: "none" };
  const impatient = {
    retries,
    post: { retries },
    sessionSeconds: 0.2,
    historySeconds: 0.2,
    ackTimeoutSeconds: 0.1,
  };
  for (const play of plays({ guarantee: "at-least-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play, { settings: impatient });
      stage.misbehave(refusing(1));
      stage.begin(ALL);
      await until(() => stage.sender.count("refused") >= sendsTo(play, ALL).length);
      assert.deepEqual(stage.sender.pairs("refused"), sendsTo(play, ALL));
      await owes(stage, []);
      stage.misbehave();
      await reachable(stage); // not at once: nobody tells a recipient that what it waits for was given up
    });
  }
});

const isRefused = (index: number): boolean => isHit("refuse", SHARE, index);
