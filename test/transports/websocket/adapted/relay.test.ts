/** Flow relay through services that know nothing of pushbench. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { WebSocket } from "ws";
import { until } from "../recording-observer.js";
import { driverTo, event, id, type Settings, serving } from "./stage.js";

const RELAY = {
  flow: "relay",
  guarantee: "at-most-once",
  clients: [0, 1, 2, 3],
  roomSize: 2,
  senders: [0, 1, 2, 3, 0, 1],
} as const;
const PATH: Settings = { path: "/{{client}}" };

interface Chat {
  /** What goes to whom; by default the message itself to everybody else in the room. */
  passes?: (text: string) => string | Buffer;
  to?: (sender: number, recipient: number) => boolean;
}

/** A chat server with rooms of two. */
async function chat(
  t: Parameters<typeof serving>[0],
  { passes = (text) => text, to = (a, b) => a !== b && a >> 1 === b >> 1 }: Chat,
) {
  const members = new Map<number, WebSocket>();
  const { port } = await serving(t, (socket, { url }) => {
    const sender = Number(url!.slice(1));
    members.set(sender, socket);
    socket.on("message", (data) => {
      for (const [member, peer] of members) if (to(sender, member)) peer.send(passes(String(data)));
    });
  });
  return port;
}

const passing: [what: string, settings: Settings, passes: (text: string) => string | Buffer][] = [
  ["as they are", {}, (text) => text],
  ["as binary frames", {}, (text) => Buffer.from(text)],
  ["wrapped", {}, (text) => `{"from":"ada","message":${text}}`],
  ["as a text in JSON", {}, (text) => JSON.stringify({ text })],
  ["as JSON written anew", {}, (text) => JSON.stringify(JSON.parse(text), null, 2)],
  ["as messages of the user's own", { message: "{{client}}> {{id}} {{filler}}" }, (text) => `[general] ${text}`],
  ["as an id at a pointer", { received: { pointer: "/id" } }, (text) => JSON.stringify({ id: JSON.parse(text).id })],
  ["as an id in a pattern", { received: { pattern: "^(?<id>evt_\\d+)!$" } }, (text) => `${JSON.parse(text).id}!`],
];
for (const [what, settings, passes] of passing) {
  test(`events that are passed on ${what} are deliveries`, async (t) => {
    const port = await chat(t, { passes });
    const { driver, observer, send } = driverTo(t, port, { ...PATH, ...settings }, RELAY);
    await driver.open();
    for (let index = 0; index < 4; index++) send(index, index);
    await until(() => observer.deliveredEvents.length === 4);
    assert.deepEqual(observer.deliveredEvents.sort(), [
      [0, 1],
      [1, 0],
      [2, 3],
      [3, 2],
    ]);
    assert.deepEqual(observer.problems, []);
    assert.equal(driver.pending(), 0);
  });
}

test("a sender's own echo is no delivery, and an ack where the settings say so", async (t) => {
  const port = await chat(t, { to: (a, b) => a >> 1 === b >> 1 });
  for (const [answer, acked] of [
    ["none", []],
    ["echo", [[0, 0]]],
  ] as const) {
    const { driver, observer, send } = driverTo(t, port, { ...PATH, answer }, RELAY);
    await driver.open();
    send(0, 0);
    await until(() => observer.deliveredEvents.length === 1 && observer.ackedEvents.length === acked.length);
    assert.deepEqual(observer.deliveredEvents, [[1, 0]]);
    assert.deepEqual(observer.ackedEvents, acked);
    assert.deepEqual(observer.problems, []);
  }
});

test("in a relay nobody waits for an answer that does not come: the recipients show what the service took", async (t) => {
  const port = await chat(t, {});
  const { driver, observer, send } = driverTo(t, port, { ...PATH, answer: "echo", ackTimeoutSeconds: 0.04 }, RELAY);
  await driver.open();
  send(0, 0);
  assert.deepEqual([...driver.outstanding()], []);
  await until(() => observer.deliveredEvents.length === 1);
  assert.equal(driver.pending(), 0);
});

test("events that were changed, that nobody sent, or that came to another room are no deliveries", async (t) => {
  const wrongs = [event(0, "other").toString(), event(999).toString(), id(1)];
  const port = await chat(t, { passes: () => wrongs.shift()! });
  const { driver, observer, send } = driverTo(t, port, PATH, RELAY);
  await driver.open();
  send(0, 0);
  send(0, 4);
  send(0, 4);
  await until(() => observer.problems.length === 2); // the third is the recipient's own id
  assert.match(
    observer.problems[0]!,
    /^not the message that was sent \(a pattern in `answer` or `received` can look for the id alone\): "/,
  );
  assert.match(observer.problems[1]!, /^the id of an event that nobody sent: "/);
  const everywhere = await chat(t, { to: (a, b) => a !== b });
  const second = driverTo(t, everywhere, PATH, RELAY);
  await second.driver.open();
  second.send(0, 0);
  await until(() => second.observer.problems.length === 2);
  assert.deepEqual(second.observer.deliveredEvents, [[1, 0]]);
  assert.deepEqual(
    new Set(second.observer.problems),
    new Set(["an event came to a client outside the room of its sender"]),
  );
  assert.deepEqual(observer.deliveredEvents, []);
});

test("what a chat says besides is told as it came, a few of it, and is no delivery", async (t) => {
  const { port } = await serving(t, (socket) => {
    for (let i = 0; i < 20; i++) socket.send(`user ${i} joined`);
    socket.send("x".repeat(1000));
  });
  const { driver, observer } = driverTo(t, port, PATH, { ...RELAY, clients: [0] });
  await driver.open();
  await until(() => observer.problems.length === 21);
  assert.equal(observer.problems[7], 'neither an event nor an answer: "user 7 joined"');
  assert.deepEqual(
    new Set(observer.problems.slice(8)),
    new Set(["neither an event nor an answer, like others before"]),
  );
});

test("a client that is slow for a while reads no faster than it should, and loses nothing", async (t) => {
  const port = await chat(t, {});
  const { driver, observer, send } = driverTo(t, port, PATH, RELAY);
  await driver.open();
  driver.misbehave({ slowReading: { share: 1, bytesPerSecond: 1 } });
  send(0, 0);
  await until(() => observer.deliveredEvents.length === 1); // what is read before the first pause
  send(0, 4);
  send(1, 1);
  await until(() => observer.deliveredEvents.length === 2);
  assert.deepEqual(observer.deliveredEvents[1], [0, 1], "the other one is still paused");
  driver.misbehave(null);
  await until(() => observer.deliveredEvents.length === 3);
  assert.deepEqual(observer.deliveredEvents[2], [1, 4]);
});
