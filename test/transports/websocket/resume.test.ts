/** At least once, the service's half: numbers, history, resume, resending, and what an earlier process wrote down. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { SERVICE } from "../../../src/flow.js";
import { MemoryJournal } from "./memory-journal.js";
import { ack, event, joined, numbered, started } from "./peer.js";
import { until } from "./recording-observer.js";

const retry = (index: number, retryAfterSeconds: number | null) =>
  JSON.stringify({ error: "not now", id: `evt_${String(index).padStart(10, "0")}`, retryAfterSeconds });

test("each room counts its own events, from 1", async (t) => {
  const { service } = await started(t, { flow: "relay", clients: 4, roomSize: 2 });
  const members = await Promise.all([0, 1, 2, 3].map((client) => joined(t, service, client)));
  for (const index of [1, 2]) members[0]!.socket.send(event(index).toString());
  members[3]!.socket.send(event(3).toString());
  await until(() => members[1]!.received.length === 2 && members[2]!.received.length === 1);
  assert.deepEqual(members[1]!.received, [numbered(event(1), 1), numbered(event(2), 2)]);
  assert.deepEqual(members[2]!.received, [numbered(event(3), 1)]);
});

test("a client that comes back gets what it missed, in order; what it says it has had counts as acked", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", clients: 1 });
  const first = await joined(t, service, 0);
  for (const index of [1, 2, 3]) service.publish(index, event(index));
  await until(() => first.received.length === 3);
  first.socket.terminate();
  await until(() => service.counters().connectionsOpen === 0);
  for (const index of [4, 5]) service.publish(index, event(index));
  assert.equal(service.pending(), 5);
  assert.deepEqual(
    [...service.outstanding()].map(([, index]) => index),
    [1, 2, 3, 4, 5],
  );
  const again = await joined(t, service, 0, { query: `&resume=2&epoch=${first.epoch}` });
  await until(() => again.received.length === 3);
  assert.deepEqual(
    again.received,
    [3, 4, 5].map((index) => numbered(event(index), index)),
  );
  assert.deepEqual(observer.ackedEvents, [
    [0, 1],
    [0, 2],
  ]);
  assert.deepEqual(observer.retriedEvents, [[0, 3]]);
  assert.deepEqual(observer.refusedEvents, []);
});

test("a number of another life of the service says nothing: the client is told, and gets everything", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", clients: 1 });
  service.publish(1, event(1));
  const { received } = await joined(t, service, 0, { query: "&resume=7&epoch=other" });
  await until(() => received.length === 2);
  assert.deepEqual(received, ['{"gap":7}', numbered(event(1), 1)]);
  assert.deepEqual(observer.problems, ["a client resumes after events that this service never sent"]);
});

test("the history of a room is bounded: the oldest events are refused, and the client is told of the gap", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", clients: 1, config: { historyEvents: 2 } });
  for (const index of [1, 2, 3, 4]) service.publish(index, event(index));
  const reason = "the history no longer reaches back";
  assert.deepEqual(observer.refusedEvents, [
    [0, 1, reason],
    [0, 2, reason],
  ]);
  const { received, socket } = await joined(t, service, 0);
  await until(() => received.length === 3);
  assert.deepEqual(received, ['{"gap":2}', numbered(event(3), 3), numbered(event(4), 4)]);
  for (const index of [3, 4]) socket.send(ack(index));
  await until(() => service.pending() === 0);
});

test("the history of a room is short: what nobody fetches in time is refused", async (t) => {
  const { service, observer } = await started(t, {
    flow: "broadcast",
    clients: 1,
    config: { historySeconds: 0.05, ackTimeoutSeconds: 0.04 },
  });
  service.publish(1, event(1));
  await until(() => service.pending() === 0);
  assert.deepEqual(observer.refusedEvents, [[0, 1, "not acknowledged in time"]]);
});

test("a client that is away for longer than a session is given up, until it comes back", async (t) => {
  const { service, observer } = await started(t, {
    flow: "broadcast",
    clients: 1,
    config: { sessionSeconds: 0.1, ackTimeoutSeconds: 0.04 },
  });
  const { socket, epoch } = await joined(t, service, 0);
  socket.terminate();
  await until(() => service.counters().connectionsOpen === 0);
  service.publish(1, event(1));
  assert.equal(service.pending(), 1);
  await until(() => service.pending() === 0);
  assert.deepEqual(observer.refusedEvents, [[0, 1, "away for longer than a session is kept"]]);
  service.publish(2, event(2));
  assert.deepEqual(observer.refusedEvents[1], [0, 2, "not connected"]);
  const again = await joined(t, service, 0, { query: `&resume=0&epoch=${epoch}` });
  service.publish(3, event(3));
  await until(() => again.received.length === 2);
  assert.deepEqual(again.received, ['{"gap":2}', numbered(event(3), 3)]);
});

test("a delivery without an ack is sent again on the same connection; a second ack is no problem then", async (t) => {
  const { service, observer } = await started(t, {
    flow: "broadcast",
    clients: 1,
    config: { ackTimeoutSeconds: 0.04 },
  });
  const { socket, received } = await joined(t, service, 0);
  service.publish(1, event(1));
  await until(() => received.length === 2);
  assert.deepEqual(received, [numbered(event(1), 1), numbered(event(1), 1)]);
  assert.deepEqual([observer.sentEvents, observer.retriedEvents], [[[0, 1]], [[0, 1]]]);
  for (let i = 0; i < 2; i++) socket.send(ack(1));
  socket.ping();
  await once(socket, "pong");
  const problems = ["no acknowledgement in time (tried again)"];
  assert.deepEqual([observer.ackedEvents, observer.problems, service.pending()], [[[0, 1]], problems, 0]);
});

test("a client that wants an event later gets it later, and nothing else before", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", clients: 1 });
  const { socket, received } = await joined(t, service, 0);
  service.publish(1, event(1));
  await until(() => received.length === 1);
  socket.send(retry(1, 0.03));
  socket.ping();
  await once(socket, "pong");
  service.publish(2, event(2));
  await until(() => received.length === 3);
  assert.deepEqual(received.slice(1), [numbered(event(1), 1), numbered(event(2), 2)]);
  assert.deepEqual(observer.retriedEvents, [[0, 1]]);
});

test("a client that will never take an event costs that delivery only", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", clients: 1 });
  const { socket, received } = await joined(t, service, 0);
  service.publish(1, event(1));
  await until(() => received.length === 1);
  socket.send('{"error":"broken","id":"evt_0000000001"}');
  await until(() => service.pending() === 0);
  assert.deepEqual(observer.refusedEvents, [[0, 1, "broken"]]);
});

test("an event that comes twice is taken once and acked twice", async (t) => {
  const { service, observer } = await started(t);
  const { socket, received } = await joined(t, service, 0);
  for (let i = 0; i < 2; i++) socket.send(event(5).toString());
  await until(() => received.length === 2);
  assert.deepEqual(received, [ack(5), ack(5)]);
  assert.deepEqual([observer.deliveredEvents, observer.suppressedEvents], [[[SERVICE, 5]], [[SERVICE, 5]]]);
});

test("no more than a window is under way to a client; acks let the rest follow", async (t) => {
  const { service } = await started(t, { flow: "broadcast", clients: 1, config: { ackWindow: 2 } });
  const { socket, received } = await joined(t, service, 0);
  for (const index of [1, 2, 3, 4]) service.publish(index, event(index));
  socket.ping();
  await once(socket, "pong");
  assert.equal(received.length, 2);
  for (const index of [1, 2]) socket.send(ack(index));
  await until(() => received.length === 4);
  assert.equal(service.pending(), 2);
});

test("what an earlier process accepted is known, numbered alike, and delivered to whoever has not acknowledged it", async (t) => {
  const journal = new MemoryJournal();
  const settings = { flow: "relay", clients: 3, journal } as const;
  const earlier = await started(t, settings);
  const [sender, one, other] = await Promise.all([0, 1, 2].map((client) => joined(t, earlier.service, client)));
  for (const index of [1, 2]) sender!.socket.send(event(index).toString());
  await until(() => one!.received.length === 2 && other!.received.length === 2 && sender!.received.length === 2);
  for (const index of [1, 2]) one!.socket.send(ack(index));
  other!.socket.send(ack(1));
  await until(() => journal.count("settled") === 3);
  await earlier.service.close();

  const later = await started(t, settings);
  assert.deepEqual([...later.service.outstanding()], [[2, 2]]);
  const again = await joined(t, later.service, 0);
  again.socket.send(event(2).toString());
  again.socket.send(event(3).toString());
  await until(() => again.received.length === 2);
  assert.deepEqual([again.received, later.observer.suppressedEvents], [[ack(2), ack(3)], [[SERVICE, 2]]]);
  const otherAgain = await joined(t, later.service, 2, { query: `&resume=1&epoch=${other!.epoch}` });
  await until(() => otherAgain.received.length === 2);
  assert.deepEqual(otherAgain.received, [numbered(event(2), 2), numbered(event(3), 3)]);
});

test("an event is written down before it is acknowledged or delivered", async (t) => {
  const order: string[] = [];
  const journal = new MemoryJournal();
  const accepted = journal.accepted.bind(journal);
  journal.accepted = (client, index, body) => {
    order.push("accepted");
    accepted(client, index, body);
  };
  const { service, observer } = await started(t, { journal });
  observer.delivered = () => order.push("delivered");
  const { socket, received } = await joined(t, service, 1);
  socket.on("message", () => order.push("acked"));
  socket.send(event(4).toString());
  await until(() => received.length === 1);
  assert.deepEqual(order, ["accepted", "delivered", "acked"]);
  assert.deepEqual([...journal.entries()], [{ kind: "accepted", client: 1, index: 4, body: event(4) }]);
});

test("an event that cannot be written down is asked for again, and taken when there is room", async (t) => {
  const journal = new MemoryJournal();
  const accepted = journal.accepted.bind(journal);
  journal.accepted = () => {
    throw new Error("disk full");
  };
  const { service, observer } = await started(t, { journal });
  const { socket, received } = await joined(t, service, 0);
  socket.send(event(4).toString());
  await until(() => received.length === 1);
  const error = "the journal cannot be written: disk full";
  assert.deepEqual(JSON.parse(received[0]!), { error, id: "evt_0000000004", retryAfterSeconds: null });
  assert.deepEqual([observer.deliveredEvents, observer.problems], [[], [error]]);
  journal.accepted = accepted;
  socket.send(event(4).toString());
  await until(() => received.length === 2);
  assert.deepEqual([received[1], observer.deliveredEvents.length], [ack(4), 1]);
});

test("a client cannot have had what was never sent to it, whatever number it names", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", clients: 2 });
  const { epoch } = await joined(t, service, 0);
  const away = await joined(t, service, 1);
  away.socket.terminate();
  await until(() => service.counters().connectionsOpen === 1);
  for (const index of [1, 2]) service.publish(index, event(index));
  const all = [1, 2].map((index) => numbered(event(index), index));
  const claims = await joined(t, service, 1, { query: `&resume=2&epoch=${epoch}` });
  await until(() => claims.received.length === 2);
  assert.deepEqual(claims.received, all);
  const dreams = await joined(t, service, 0, { query: `&resume=999&epoch=${epoch}` });
  await until(() => dreams.received.length === 3);
  assert.deepEqual(dreams.received, ['{"gap":999}', ...all]);
  assert.deepEqual(observer.ackedEvents, []);
});

test("a room's history is bounded in bytes, too", async (t) => {
  const { service, observer } = await started(t, { flow: "broadcast", clients: 1 });
  const text = "x".repeat(16 * 1024 * 1024);
  for (const index of [1, 2, 3, 4, 5]) service.publish(index, event(index, text));
  assert.deepEqual(
    observer.refusedEvents.map(([, index]) => index),
    [1, 2],
  );
});
