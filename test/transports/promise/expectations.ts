/** What is held against every transport alike. */
import assert from "node:assert/strict";
import { deliveriesOf, outOfOrder, sendsTo } from "./plays.js";
import { until } from "./recorder.js";
import type { Stage } from "./stage.js";

/** Everything was delivered, exactly once, in order where that is promised, and nobody owes anything any more. */
export async function settled(stage: Stage, indexes: readonly number[]): Promise<void> {
  const { flow } = stage.play;
  const expected = deliveriesOf(flow, indexes);
  const isSettled = (): boolean => stage.deliveries.length >= expected.length && stage.pending === 0;
  await until(isSettled, () => ({ delivered: stage.delivered, pending: stage.pending, owed: stage.owed }));
  assert.deepEqual(stage.delivered, expected);
  assert.deepEqual([...stage.driver.outstanding(), ...stage.service.outstanding()], []);
  if (stage.keepsOrder) assert.deepEqual(outOfOrder(flow, stage.deliveries), []);
}

/** Whoever sends to those who go wrong owes exactly these events, and says so in both ways. */
export async function owes(stage: Stage, indexes: readonly number[]): Promise<void> {
  const expected = sendsTo(stage.play, indexes);
  await until(
    () => stage.origin.pending() === expected.length,
    () => ({ pending: stage.origin.pending(), owed: stage.owed }),
  );
  assert.deepEqual(stage.owed, expected);
}

/** Nothing was given up. */
export function nothingRefused({ atClients, atService }: Stage): void {
  assert.deepEqual([...atClients.of("refused"), ...atService.of("refused")], []);
}
