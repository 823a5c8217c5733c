/** A fault goes on as it was while another begins or ends beside it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Misbehaviour } from "../../../src/transports/transport.js";
import { nothingRefused, settled } from "./expectations.js";
import { CLIENTS, events, eventWithFate, nameOf, plays, sendsTo } from "./plays.js";
import { until } from "./recorder.js";
import { Stage } from "./stage.js";

const SHARE = 0.5;
/** As good as none: what shows is that something began or ended. */
const OTHER: Misbehaviour = { delayMs: 1 };
/** Two attempts are hit, the third is not. */
const FATE = [true, true, false];
const HITS = 2;
const FIRST = 0;
/** Of the same sender. */
const SECOND = CLIENTS;

describe("errors last, another fault begins and ends: a retry is drawn as the attempt that it is", {
  concurrency: 4,
}, () => {
  for (const play of plays({ guarantee: "at-least-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      const errors: Misbehaviour = { refuse: { share: SHARE, status: 503 } };
      const index = eventWithFate("refuse", SHARE, FATE);
      stage.misbehave(errors);
      // Between an attempt and the next: in the moment in which the sender is told no.
      const other = [[errors, OTHER], [errors]];
      stage.sender.listener = ({ reason }) => {
        const faults = reason.includes("503") ? other.shift() : undefined;
        if (faults) stage.misbehave(...faults);
      };
      stage.begin([index]);
      await settled(stage, [index]);
      assert.equal(stage.refusals, HITS * sendsTo(play, [index]).length);
    });
  }
});

describe("resets last, another fault begins and ends: a retry is drawn as the attempt that it is", {
  concurrency: 4,
}, () => {
  for (const play of plays({ guarantee: "at-least-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      const resets: Misbehaviour = { reset: { share: SHARE } };
      const index = eventWithFate("reset", SHARE, FATE);
      stage.misbehave(resets);
      const other = [[resets, OTHER], [resets]];
      for (const recorder of [stage.atClients, stage.atService])
        recorder.listener = ({ kind }) => {
          const faults = kind === "disconnected" ? other.shift() : undefined;
          if (faults) stage.misbehave(...faults);
        };
      stage.begin([index]);
      await settled(stage, [index]);
      assert.equal(stage.disconnections, HITS * sendsTo(play, [index]).length);
    });
  }
});

describe("slow-consumers last, another fault begins and ends: slow readers stay slow", { concurrency: 16 }, () => {
  const BYTES = 30_000;
  const SLOWLY_MS = 300;
  const slow: Misbehaviour = { slowReading: { share: 1, bytesPerSecond: BYTES / (SLOWLY_MS / 1000) } };
  for (const play of plays({ side: "clients" })) {
    test(nameOf(play), async (t) => {
      // A reader is as slow as its connection: over a second one it would have the next event at once.
      const stage = await Stage.open(t, play, { payloadBytes: BYTES, settings: { maxConnectionsPerPeer: 1 } });
      stage.misbehave(slow);
      const sentMs = performance.now();
      stage.begin([FIRST]);
      await settled(stage, [FIRST]);
      stage.misbehave(slow, OTHER);
      stage.misbehave(slow);
      stage.begin([SECOND]);
      await settled(stage, [FIRST, SECOND]);
      for (const { index, client, atMs } of stage.deliveries) {
        const tookMs = Math.round(atMs - sentMs);
        if (index === SECOND) assert.ok(tookMs >= SLOWLY_MS, `${client} read the next event after ${tookMs} ms`);
      }
    });
  }
});

describe("slow-consumers end: slow readers read on at once", { concurrency: 4 }, () => {
  for (const play of plays({ side: "clients" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play, { payloadBytes: 15_000, settings: { maxConnectionsPerPeer: 1 } });
      stage.misbehave({ slowReading: { share: 1, bytesPerSecond: 100 } });
      await stage.arrived([FIRST]); // in one read: a record of TLS holds no more
      stage.misbehave();
      stage.begin([SECOND]);
      await settled(stage, [FIRST, SECOND]);
    });
  }
});

describe("all faults at once, and connections that drop: nothing is lost, nothing is doubled", {
  concurrency: 4,
}, () => {
  const all: Misbehaviour = {
    refuse: { share: 0.3, status: 503 },
    reset: { share: 0.2 },
    delayMs: 5,
    slowReading: { share: 0.5, bytesPerSecond: 200_000 },
  };
  const [first, second] = [events(0, 24), events(24, 48)];
  for (const play of plays({ guarantee: "at-least-once" })) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play);
      stage.misbehave(all);
      stage.begin(first);
      await until(() => stage.delivered.length > 0);
      stage.begin(second);
      stage.driver.dropConnections();
      await settled(stage, [...first, ...second]);
      nothingRefused(stage);
      assert.ok(stage.disconnections > 0);
      if (!stage.multiplexes) assert.ok(stage.refusals > 0); // or the reset of one takes the answers of all
    });
  }
});
