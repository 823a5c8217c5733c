/** `answer: none`: what a service has read is known by the pong behind it, and nothing else is. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import fc from "fast-check";
import { SERVICE } from "../../../../src/flow.js";
import { BurstWatch } from "../../../../src/transports/websocket/adapted/burst-watch.js";
import { ReadByService } from "../../../../src/transports/websocket/adapted/read-by-service.js";
import { until } from "../recording-observer.js";
import { driverTo, NEVER, serving } from "./stage.js";

const ONCE = { guarantee: "at-most-once" } as const;

test("the article's server, which greets and logs: every event is delivered, with one ping behind the burst", async (t) => {
  const logged: string[] = [];
  let pings = 0;
  const { port } = await serving(t, (socket) => {
    socket.send("Welcome");
    socket.on("message", (data) => logged.push(String(data)));
    socket.on("ping", () => pings++);
  });
  const settings = { path: "/", greeting: true, answer: "none" } as const;
  const { driver, observer, send } = driverTo(t, port, settings, { ...ONCE, clients: [0, 1] });
  await driver.open();
  for (let index = 0; index < 100; index++) send(index % 2, index);
  assert.equal(driver.pending(), 100);
  assert.equal([...driver.outstanding()].length, 100);
  await until(() => driver.pending() === 0);
  assert.equal(logged.length, 100);
  assert.equal(pings, 2);
  const delivered = observer.deliveredEvents.sort(([, a], [, b]) => a - b);
  assert.deepEqual(
    delivered,
    Array.from({ length: 100 }, (_, index) => [SERVICE, index]),
  );
  assert.deepEqual([observer.ackedEvents, observer.refusedEvents, observer.problems], [[], [], []]);
});

test("a service that answers no pings: nothing becomes delivered, all is outstanding, and closing does not wait", async (t) => {
  let read = 0;
  let pings = 0;
  const { port } = await serving(
    t,
    (socket) => {
      socket.on("message", () => read++);
      socket.on("ping", () => pings++);
    },
    { autoPong: false },
  );
  const { driver, observer, send } = driverTo(t, port, { answer: "none" }, ONCE);
  await driver.open();
  send(0, 0);
  await until(() => pings === 1);
  send(0, 1);
  await until(() => read === 2);
  assert.deepEqual(
    [...driver.outstanding()],
    [
      [0, 0],
      [0, 1],
    ],
  );
  assert.equal(driver.pending(), 2);
  assert.deepEqual(observer.deliveredEvents, []);
  await driver.close();
  assert.equal(pings, 1, "one ping is under way at most");
});

test("what was written to a connection that ends is neither delivered nor outstanding: it is lost", async (t) => {
  const { port } = await serving(t, (socket) => {
    let messages = 0;
    socket.on("message", () => {
      if (++messages === 10) socket.close(1011, "ten is enough");
    });
  });
  const { driver, observer, send } = driverTo(t, port, { answer: "none", reconnect: NEVER }, ONCE);
  await driver.open();
  for (let index = 0; index < 10; index++) send(0, index);
  await until(() => observer.disconnectedClients.length === 1);
  assert.equal(driver.pending(), 0);
  assert.deepEqual([...driver.outstanding()], []);
  assert.deepEqual(observer.deliveredEvents, []);
  assert.deepEqual(observer.problems, ["closed by the service: 1011 ten is enough"]);
  send(0, 10);
  assert.deepEqual(observer.refusedEvents, [[0, 10, "not connected"]]);
});

test("pongs that nobody asked for cover nothing", async (t) => {
  const { port } = await serving(
    t,
    (socket) => {
      socket.on("message", () => {
        socket.pong();
        socket.pong(Buffer.from([0, 0, 0, 1, 0]));
        socket.pong("????");
        socket.send("done");
      });
    },
    { autoPong: false },
  );
  const { driver, observer, send } = driverTo(t, port, { answer: "none" }, ONCE);
  await driver.open();
  send(0, 0);
  await until(() => observer.problems.length === 1);
  assert.deepEqual(observer.deliveredEvents, []);
});

test("whatever is written, pinged and ponged: an event is read once, only after it was written, in order", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("write", "ping", "pong", "stale", "lost")), (steps) => {
      const read = new ReadByService();
      let written = 0;
      let lost = 0;
      let underWay: Buffer | undefined;
      const seen: number[] = [];
      for (const step of steps) {
        if (step === "write") read.written(written++);
        else if (step === "ping") {
          const ping = read.ping();
          assert.ok(ping === undefined || underWay === undefined, "one at a time");
          underWay ??= ping;
        } else if (step === "pong" && underWay !== undefined) {
          seen.push(...read.pong(underWay));
          underWay = undefined;
        } else if (step === "stale") assert.deepEqual(read.pong(Buffer.from("none")), []);
        else if (step === "lost") {
          lost += read.size;
          read.lost();
          underWay = undefined;
        }
        assert.equal(seen.length + lost + read.size, written, "the sums balance");
        assert.equal([...read.indexes()].length, read.size);
      }
      assert.deepEqual(
        seen,
        [...new Set(seen)].sort((a, b) => a - b),
      );
    }),
  );
});

test("pings wait until all clients are quiet, but no longer than a hundred ticks", (t) => {
  const watch = new BurstWatch();
  t.after(() => watch.stop());
  let pings = 0;
  const client = { ping: () => void pings++ };
  for (let tick = 1; tick <= 250; tick++) {
    watch.wrote(client);
    watch.tick();
  }
  assert.equal(pings, 2);
  watch.tick();
  assert.equal(pings, 2);
  watch.tick();
  assert.equal(pings, 3, "quiet");
  watch.isSure(client);
  for (let tick = 0; tick < 200; tick++) watch.tick();
  assert.equal(pings, 3);
});

test("a driver that was closed leaves no timer behind", async (t) => {
  const { server, port } = await serving(t, () => {});
  const { driver } = driverTo(t, port, { answer: "none" }, ONCE);
  await driver.open();
  const connections = [...server.clients].map((socket) => once(socket, "close"));
  await driver.close();
  await Promise.all(connections);
  assert.deepEqual(
    process.getActiveResourcesInfo().filter((kind) => kind === "Timeout"),
    [],
  );
});
