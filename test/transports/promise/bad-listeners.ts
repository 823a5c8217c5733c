/** Listeners that go bad for a while: the reason is counted in words, and at least once nothing is lost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type AnyCard, transports } from "../../../src/transports/registry.js";
import { type BadListener, badListeners } from "../../tls/bad-listeners.js";
import { Detours } from "../../tls/detours.js";
import type { Identities } from "../../tls/identities.js";
import { nothingRefused, settled } from "./expectations.js";
import { events, nameOf, type Play } from "./plays.js";
import { reachable } from "./probes.js";
import { type Recorder, until } from "./recorder.js";
import { Stage } from "./stage.js";

const ALL = events(0, 6);
/** At most once nobody tries again what went over a connection that broke. */
const FURTHER = events(6, 12);
/** Short, for those who find out only when it is over, and long enough for all handshakes of a play on a busy machine. */
const HANDSHAKE_SECONDS = 1;

export const badListenerNames = Object.keys(badListeners);

export function goesBad(play: Play, name: string, identities: Identities): void {
  test(`${name}: ${nameOf(play)}`, async (t) => {
    const { isSilent, ...bad } = badListeners[name]!;
    const detours = new Detours(identities);
    const settings = isSilent ? { tls: { handshakeSeconds: HANDSHAKE_SECONDS } } : {};
    const stage = await Stage.open(t, play, { detours, settings });
    detours.meet(bad);
    stage.begin(ALL);
    if (play.guarantee === "at-most-once") {
      await until(() => stage.disconnections + stage.atClients.count("refused") + stage.atService.count("refused") > 0);
      stage.begin(FURTHER);
    }
    for (const dials of whoDials(stage)) await tells(dials, bad);
    assert.deepEqual(stage.delivered, []);
    detours.meet(undefined);
    if (play.guarantee === "at-least-once") {
      await settled(stage, ALL);
      nothingRefused(stage);
    } else {
      await reachable(stage);
      assert.deepEqual(stage.delivered, [...new Set(stage.delivered)]);
    }
  });
}

/** Whoever opens connections towards the recipients of events that begin while nobody is well. */
function whoDials({ play, atClients, atService }: Stage): Recorder[] {
  const { clientsListen }: AnyCard = transports[play.transport];
  return play.flow === "broadcast" && clientsListen ? [atService] : [atClients];
}

async function tells({ told }: Recorder, { reason }: BadListener): Promise<void> {
  await until(
    () => told.some((one) => reason.test(one.reason)),
    () => ({ reasons: [...new Set(told.map((one) => one.reason))] }),
  );
}
