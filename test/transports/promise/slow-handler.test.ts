/**
 * Recipients that take their time: an event that came while the fault lasted takes the whole delay, whatever else begins or ends
 * meanwhile, and nothing overtakes it on its stream.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Misbehaviour } from "../../../src/transports/transport.js";
import { settled } from "./expectations.js";
import { CLIENTS, nameOf, plays } from "./plays.js";
import { until } from "./recorder.js";
import { Stage } from "./stage.js";

const DELAY_MS = 300;
const SLOW: Misbehaviour = { delayMs: DELAY_MS };
/** A share that no event is in. */
const NONE = 1e-9;
const STEP_MS = 50;
const EVENT = 0;
/** Of the same sender. */
const LATER_EVENT = CLIENTS;
/** Enough to be told from acknowledgements. */
const PAYLOAD_BYTES = 4_000;

/** Sends the event while recipients are slow; resolves when it has come to them, with when it was sent. */
async function beginSlowly(stage: Stage): Promise<number> {
  stage.misbehave(SLOW);
  const sentMs = performance.now();
  await stage.arrived([EVENT]);
  return sentMs;
}

/** No earlier. That it is no later is shown on a clock that stands still meanwhile: test/transports/delivery. */
function tookTheWholeDelay(stage: Stage, sentMs: number): void {
  for (const { index, atMs, client } of stage.taken) {
    const tookMs = Math.round(atMs - sentMs);
    if (index === EVENT) assert.ok(atMs - sentMs >= DELAY_MS, `${client} took the event after ${tookMs} ms`);
  }
}

function pendingUntilTaken(stage: Stage): void {
  assert.ok(stage.isTaken(EVENT) || stage.pending > 0, "it is owed while it is handled");
}

const ends: Record<string, Misbehaviour[]> = { ends: [], "becomes shorter": [{ delayMs: 100 }] };

for (const [what, then] of Object.entries(ends)) {
  describe(`slow-handler ${what}: what had come takes the whole delay, and nothing overtakes it`, {
    concurrency: 16,
  }, () => {
    for (const play of plays()) {
      test(nameOf(play), async (t) => {
        const stage = await Stage.open(t, play, { payloadBytes: PAYLOAD_BYTES });
        const sentMs = await beginSlowly(stage);
        await setTimeout(STEP_MS);
        stage.misbehave(...then);
        pendingUntilTaken(stage);
        stage.begin([LATER_EVENT]);
        await settled(stage, [EVENT, LATER_EVENT]);
        tookTheWholeDelay(stage, sentMs);
      });
    }
  });
}

describe("slow-handler lasts, the sender's connection drops: the event is taken all the same, and pending until then", {
  concurrency: 16,
}, () => {
  for (const play of plays()) {
    test(nameOf(play), async (t) => {
      const stage = await Stage.open(t, play, { payloadBytes: PAYLOAD_BYTES });
      const sentMs = await beginSlowly(stage);
      stage.driver.dropConnections();
      await until(() => {
        pendingUntilTaken(stage);
        return stage.isTaken(EVENT);
      });
      if (play.guarantee === "at-least-once") await settled(stage, [EVENT]);
      tookTheWholeDelay(stage, sentMs);
    });
  }
});

const others: Record<string, Misbehaviour> = {
  errors: { refuse: { share: NONE, status: 503 } },
  resets: { reset: { share: NONE } },
  "slow-consumers": { slowReading: { share: NONE, bytesPerSecond: 1 } },
};

for (const [name, other] of Object.entries(others)) {
  describe(`slow-handler lasts, ${name} begin and end: nothing is handed over early`, { concurrency: 16 }, () => {
    for (const play of plays()) {
      test(nameOf(play), async (t) => {
        const stage = await Stage.open(t, play, { payloadBytes: PAYLOAD_BYTES });
        const sentMs = await beginSlowly(stage);
        stage.misbehave(SLOW, other);
        await setTimeout(STEP_MS);
        stage.misbehave(SLOW);
        await settled(stage, [EVENT]);
        tookTheWholeDelay(stage, sentMs);
      });
    }
  });
}
