import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { CLIENTS, deliveriesOf, events, FIRST_PROBE, senderOf } from "./plays.js";
import type { Stage } from "./stage.js";

const PATIENCE_MS = 30;
const MOST_PROBES = 100;

/**
 * Resolves when an event of every sender reaches all its recipients again: under at-most-once, a sender whose connection was
 * reset loses what it sends before it is back. `isSpared`: which probes no fault hits.
 */
export async function reachable(stage: Stage, isSpared: (index: number) => boolean = () => true): Promise<void> {
  for (const sender of events(0, CLIENTS)) {
    let probes = 0;
    while (!(await isThrough(stage, nextProbe(stage, sender, isSpared))))
      assert.ok(probes++ < MOST_PROBES, `client ${sender} is never back`);
  }
}

function nextProbe(stage: Stage, sender: number, isSpared: (index: number) => boolean): number {
  let index = FIRST_PROBE + stage.probes;
  while (senderOf(index) !== sender || !isSpared(index)) index++;
  stage.probes = index + 1 - FIRST_PROBE;
  return index;
}

async function isThrough(stage: Stage, index: number): Promise<boolean> {
  const recipients = deliveriesOf(stage.play.flow, [index]).length;
  stage.begin([index]);
  for (let waitedMs = 0; waitedMs < PATIENCE_MS && stage.timesDelivered(index) < recipients; waitedMs++)
    await setTimeout(1);
  return stage.timesDelivered(index) >= recipients;
}
