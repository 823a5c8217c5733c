/** Clients that no listener serves: each is shown out in time and counted once, in words, while others are served. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { type BadClient, badClients } from "../../tls/bad-clients.js";
import { settled } from "./expectations.js";
import { events, nameOf, type Play } from "./plays.js";
import { type Recorder, until } from "./recorder.js";
import { Stage } from "./stage.js";

/** Long enough for those who are served, on a busy machine. */
const HANDSHAKE_SECONDS = 2;
const EVENTS = 12;

export function showsOut(play: Play): void {
  test(nameOf(play), async (t) => {
    const stage = await Stage.open(t, play, { settings: { tls: { handshakeSeconds: HANDSHAKE_SECONDS } } });
    for (const [round, { url, recorder }] of listenersOf(stage).entries()) {
      const served = events(0, (round + 1) * EVENTS);
      const shownOut = Promise.all(Object.values(badClients).map((bad) => attack(url, bad)));
      stage.begin(served.slice(-EVENTS));
      await shownOut;
      await settled(stage, served);
      await isCounted(recorder);
    }
  });
}

/** The service, and a client where clients listen. */
function listenersOf({ serviceUrl, driver, atService, atClients }: Stage): { url: string; recorder: Recorder }[] {
  const [client] = driver.subscribers();
  return [
    { url: serviceUrl, recorder: atService },
    ...(client === undefined ? [] : [{ url: client.url, recorder: atClients }]),
  ];
}

/** Resolves when the listener has ended the connection. */
async function attack(url: string, { begin }: BadClient): Promise<void> {
  const { hostname, port } = new URL(url);
  const raw = connect(Number(port), hostname).on("error", () => {});
  await once(raw, "connect");
  await begin(raw, "1.3");
  if (!raw.destroyed) await once(raw.resume(), "close");
}

async function isCounted(recorder: Recorder): Promise<void> {
  const reasons = (): string[] => recorder.of("problem").map(({ reason }) => reason);
  const all = Object.entries(badClients);
  await until(() => reasons().length >= all.length, reasons);
  for (const [name, { reason }] of all) {
    const expected = all.filter(([, other]) => `${other.reason}` === `${reason}`).length;
    assert.equal(reasons().filter((told) => reason.test(told)).length, expected, `${name}: ${reasons().join("\n")}`);
  }
  assert.equal(reasons().length, all.length);
}
