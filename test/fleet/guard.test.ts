/** What a worker refuses, by its own configuration. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ScheduleShare } from "../../src/executors/share.js";
import type { Limits } from "../../src/fleet/protocol.js";
import { Guard, isPrivate, mostWithinSecond } from "../../src/fleet/worker/guard.js";

const guard = (limits: Limits = {}, servicesAt = "10.0.0.1", targets: string[] = []): Guard =>
  new Guard({ worker: "a", limits, targets: new Set(targets), servicesAt });

const side = (url: string, clients = 1, address?: string) => ({
  endpoint: { url, ...(address !== undefined && { address }) },
  clients: Array.from({ length: clients }, (_, client) => client),
});

const share = (seconds: number[]): ScheduleShare => ({
  own: Int32Array.from(seconds, (_, i) => i),
  events: seconds.length,
  columns: {
    dueNs: Float64Array.from(seconds, (one) => one * 1e9),
    sender: new Int32Array(seconds.length),
    payloadBytes: new Int32Array(seconds.length),
  },
});

test("a worker plays against the loopback, the private address of the services, and what it was told to", () => {
  const cases: [url: string, servicesAt: string, isAllowed: boolean, address?: string][] = [
    ["http://127.0.0.1:80", "10.0.0.1", true],
    ["http://127.9.9.9:80", "10.0.0.1", true],
    ["http://[::1]:80", "10.0.0.1", true],
    ["http://localhost:80", "10.0.0.1", true],
    ["http://10.0.0.1:80", "10.0.0.1", true],
    ["http://[fd00::1]:80", "fd00::1", true],
    ["http://10.0.0.2:80", "10.0.0.1", false],
    ["http://8.8.8.8:80", "8.8.8.8", false], // nobody on the internet, whatever the coordinator says it is
    ["http://example.com", "10.0.0.1", false],
    ["http://localhost:80", "10.0.0.1", false, "8.8.8.8"], // what is connected to counts, not what it is called
    ["http://example.com", "10.0.0.1", true, "192.0.2.7"],
  ];
  for (const [url, servicesAt, isAllowed, address] of cases) {
    const check = () => guard({}, servicesAt, ["192.0.2.7"]).check("addSide", side(url, 1, address));
    if (isAllowed) assert.doesNotThrow(check, url);
    else assert.throws(check, { code: "fleet-refused", message: /^Worker a may not play against/ }, url);
  }
});

test("each process of a service must be allowed", () => {
  const endpoint = { url: "http://127.0.0.1:80", members: ["http://127.0.0.1:80", "http://10.0.0.2:81"] };
  assert.throws(() => guard().check("addSide", { endpoint, clients: [0] }), { message: /10\.0\.0\.2/ });
});

test("the clients of all approaches count together, in each round anew", () => {
  const limited = guard({ maxClients: 10 });
  limited.check("addSide", side("http://127.0.0.1:1", 6));
  assert.throws(() => limited.check("addSide", side("http://127.0.0.1:2", 6)), {
    code: "fleet-refused",
    message: /plays 10 clients at most, but the run asks for 12/,
  });
  limited.beginRound();
  limited.check("addSide", side("http://127.0.0.1:1", 6));
});

test("a rate is that of any second, and a closed loop has none", () => {
  const load = (seconds: number[]) => ({ shares: { warmUp: share([]), measured: share(seconds) } });
  const limited = guard({ maxEvents: 3 });
  limited.check("load", load([0, 0.5, 0.9, 1.0, 1.6, 1.9]));
  assert.throws(() => limited.check("load", load([0, 0.5, 0.6, 0.99])), {
    message: /3 events per second at most.* 4 /,
  });
  assert.throws(() => limited.check("load", { ...load([]), windowPerClient: 1 }), { message: /closed loop/ });
  guard().check("load", { ...load([]), windowPerClient: 1 });
});

test("the most within a second is what counting from each event finds", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5_000), { maxLength: 60 }), (ms) => {
      const seconds = ms.sort((a, b) => a - b).map((one) => one / 1e3);
      const within = (from: number) => seconds.filter((one) => one >= from && one * 1e9 - from * 1e9 < 1e9).length;
      assert.equal(mostWithinSecond(share(seconds)), Math.max(0, ...seconds.map(within)));
    }),
  );
});

test("of a schedule of which it knows all, only its own events count", () => {
  const whole = { ...share([0, 0.1, 0.2, 0.3]), own: Int32Array.from([1, 3]) };
  assert.equal(mostWithinSecond(whole), 2);
});

test("private addresses are those that nobody on the internet has", () => {
  const cases: [string, boolean][] = [
    ["10.1.2.3", true],
    ["172.16.0.1", true],
    ["172.32.0.1", false],
    ["192.168.1.1", true],
    ["169.254.1.1", true],
    ["100.64.0.1", true],
    ["fe80::1", true],
    ["fd12::1", true],
    ["2001:db8::1", false],
    ["1.1.1.1", false],
    ["no address", false],
  ];
  for (const [address, expected] of cases) assert.equal(isPrivate(address), expected, address);
});

test("a hosted service sends webhooks to the fleet's own hosts, and to nobody on the internet", () => {
  const hosting = guard({}, "10.0.0.1", ["192.0.2.7"]);
  hosting.allowHosts(["10.0.0.2", "8.8.8.8"]);
  const subscribe =
    (...hosts: string[]) =>
    () =>
      hosting.checkService(
        "one",
        "subscribe",
        hosts.map((host, client) => ({ client, url: `http://${host}:80` })),
      );
  for (const host of ["127.0.0.1", "10.0.0.1", "10.0.0.2", "192.0.2.7"]) assert.doesNotThrow(subscribe(host), host);
  for (const host of ["10.0.0.3", "8.8.8.8", "example.com"])
    assert.throws(subscribe("10.0.0.2", host), {
      code: "fleet-refused",
      message: `Worker a may not play against ${host}.`,
    });
});

test("clients that connect to hosted services count, and so do events that begin in them", () => {
  const hosting = guard({ maxClients: 10, maxEvents: 2 });
  const start = (name: string, clients: number) => () =>
    hosting.checkService(name, "start", { topology: { flow: "broadcast", clients, roomSize: 1 } });
  start("one", 6)();
  start("one", 6)(); // it was killed, and this is its successor
  assert.throws(start("other", 6), { code: "fleet-refused", message: /10 clients at most, but the run asks for 12/ });
  const load =
    (...seconds: number[]) =>
    () =>
      hosting.checkService("one", "load", {
        schedules: { measured: { dueNs: Float64Array.from(seconds, (one) => one * 1e9) } },
      });
  load(0, 0.5, 1)();
  assert.throws(load(0, 0.5, 0.9), { message: /2 events per second at most, but the run has 3/ });
});
