/** Connections that come to harm in the middle of an event: cut off without close_notify, reset, or with a bit flipped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Detours, type Harm } from "../../tls/detours.js";
import type { Identities } from "../../tls/identities.js";
import { nothingRefused, settled } from "./expectations.js";
import { events, nameOf, type Play } from "./plays.js";
import { reachable } from "./probes.js";
import { until } from "./recorder.js";
import { Stage } from "./stage.js";

const HARMS: readonly Harm[] = ["end", "reset", "bit", "end", "bit", "reset"];
const ALL = events(0, 12);
const PAYLOAD_BYTES = 4_000;

export function comesToHarm(play: Play, identities: Identities): void {
  test(nameOf(play), async (t) => {
    const detours = new Detours(identities);
    const stage = await Stage.open(t, play, { detours, payloadBytes: PAYLOAD_BYTES });
    detours.harm(...HARMS);
    if (play.guarantee === "at-least-once") {
      stage.begin(ALL);
      await settled(stage, ALL);
      nothingRefused(stage);
    } else {
      for (const index of ALL) {
        stage.begin([index]);
        await reachable(stage);
      }
      assert.deepEqual(stage.delivered, [...new Set(stage.delivered)]);
    }
    await until(() => stage.disconnections > 0);
    assert.equal(detours.harmsToCome, 0);
  });
}
