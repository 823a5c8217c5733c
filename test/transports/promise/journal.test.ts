/**
 * At least once, what a service writes down: for its successor when it is gone from one moment to the next, and on a full
 * disk.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Misbehaviour } from "../../../src/transports/transport.js";
import { nothingRefused, owes, settled } from "./expectations.js";
import { CLIENTS, deliveriesOf, events, nameOf, plays, playsOfFlows } from "./plays.js";
import { until } from "./recorder.js";
import { Stage } from "./stage.js";

/** In a broadcast events begin in the service. */
const flows = ["ingest", "relay"] as const;

describe("service-killed: nothing is lost, nothing is doubled", { concurrency: 4 }, () => {
  for (const play of plays({ guarantee: "at-least-once", flows })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play, { journal: true });
      const slow = { delayMs: 20 }; // so that some events are being handled when it dies
      for (const life of [0, 1, 2]) {
        const first = life * 24;
        stage.misbehave(slow);
        stage.begin(events(first, first + 12));
        await until(() => events(first, first + 12).some((index) => stage.timesDelivered(index) > 0));
        stage.begin(events(first + 12, first + 18));
        await stage.kill();
        stage.begin(events(first + 18, first + 24));
        await stage.restart();
        await stage.subscribe();
      }
      await settled(stage, events(0, 72));
      nothingRefused(stage);
    });
  }
});

describe("service-killed: its successor owes exactly what nobody has acknowledged, and delivers it", {
  concurrency: 4,
}, () => {
  for (const play of plays({ guarantee: "at-least-once", flows: ["relay"], side: "clients" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play, { journal: true });
      const [done, owed] = [events(0, 6), events(6, 18)];
      stage.begin(done);
      await settled(stage, done);
      stage.misbehave({ refuse: { share: 1, status: 503 } });
      stage.begin(owed);
      await owes(stage, owed);
      await stage.restart();
      // Before any client is back.
      assert.equal(stage.service.pending(), deliveriesOf(play.flow, owed).length);
      assert.deepEqual(stage.owed, deliveriesOf(play.flow, owed));
      stage.misbehave();
      await stage.subscribe();
      await settled(stage, [...done, ...owed]);
      nothingRefused(stage);
    });
  }
});

describe("service-killed: its successor knows what was taken", { concurrency: 4 }, () => {
  for (const play of playsOfFlows({ guarantee: "at-least-once", flows })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play, { journal: true });
      stage.begin(events(0, 6));
      await settled(stage, events(0, 6));
      await stage.restart();
      await stage.subscribe();
      stage.begin(events(0, 6));
      await settled(stage, events(0, 6));
      assert.equal(stage.atService.count("suppressed"), 6);
      assert.equal(stage.atClients.count("acked"), 12);
    });
  }
});

const slowness: Record<string, Misbehaviour[]> = { "": [], ", and the handler is slow": [{ delayMs: 30 }] };

for (const [andWhat, faults] of Object.entries(slowness)) {
  describe(`the disk is full for a while${andWhat}: what cannot be written down is taken later, in its place`, {
    concurrency: 4,
  }, () => {
    for (const play of plays({ guarantee: "at-least-once", flows, side: "service" })) {
      test(nameOf(play), async (t) => {
        const stage = await Stage.open(t, play, { journal: true });
        const failed = new Set<number>();
        // The first event of each sender, once; what follows it could be written.
        stage.isDiskFull = (index) => index < CLIENTS && failed.size < failed.add(index).size;
        stage.misbehave(...faults);
        stage.begin(events(0, 24));
        await settled(stage, events(0, 24));
        nothingRefused(stage);
        assert.equal(failed.size, CLIENTS);
        await stage.restart();
        assert.equal(stage.service.pending(), 0);
      });
    }
  });
}
