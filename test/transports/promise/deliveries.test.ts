/** What every transport promises while nothing is wrong, and when all connections break at once. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nothingRefused, settled } from "./expectations.js";
import { deliveriesOf, events, nameOf, playsOfFlows, senderOf, wayNames } from "./plays.js";
import { reachable } from "./probes.js";
import { until } from "./recorder.js";
import { Stage } from "./stage.js";

const ALL = events(0, 24);

describe("nothing is wrong: each event is delivered once to everybody whom its flow names", { concurrency: 4 }, () => {
  for (const play of playsOfFlows({ ways: wayNames })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      const { atClients, atService } = stage;
      stage.begin(ALL);
      if (play.guarantee === "at-least-once") assert.ok(stage.pending > 0);
      await settled(stage, ALL);
      const fromClients = play.flow === "broadcast" ? [] : ALL.map((index) => `${senderOf(index)} ${index}`).sort();
      const fromService = play.flow === "ingest" ? [] : deliveriesOf(play.flow, ALL);
      assert.deepEqual([atClients.pairs("sent"), atService.pairs("sent")], [fromClients, fromService]);
      if (play.guarantee === "at-least-once")
        assert.deepEqual([atClients.pairs("acked"), atService.pairs("acked")], [fromClients, fromService]);
      for (const kind of ["retried", "suppressed", "refused", "disconnected", "problem"] as const)
        assert.deepEqual([...atClients.of(kind), ...atService.of(kind)], [], kind);
    });
  }
});

describe("clients-dropped: nothing is lost at least once, and nothing is ever doubled", { concurrency: 4 }, () => {
  for (const play of playsOfFlows()) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      for (const first of [0, 24, 48]) {
        const before = stage.deliveries.length;
        stage.begin(events(first, first + 12));
        await until(() => stage.deliveries.length > before);
        stage.begin(events(first + 12, first + 24)); // not even written
        stage.driver.dropConnections();
        await reachable(stage);
      }
      assert.ok(stage.disconnections > 0);
      if (play.guarantee === "at-least-once") {
        await settled(stage, events(0, 72));
        nothingRefused(stage);
      } else {
        assert.deepEqual(stage.delivered, [...new Set(stage.delivered)]);
        assert.deepEqual([stage.atClients.of("retried"), stage.atService.of("retried")], [[], []]);
      }
    });
  }
});

describe("two senders give an event the same id: everybody gets both", { concurrency: 4 }, () => {
  for (const play of playsOfFlows({ flows: ["relay"] })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      for (const sender of [0, 1]) stage.send(sender, 7);
      const expected = ["0 7", "1 7", "2 7", "2 7"];
      await until(() => stage.deliveries.length >= expected.length && stage.pending === 0);
      assert.deepEqual(stage.delivered, expected);
    });
  }
});
