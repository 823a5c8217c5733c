import assert from "node:assert/strict";
import { test } from "node:test";
import type { Load } from "../../src/bench/preflight/load.js";
import { leastBytes, requireMemory } from "../../src/bench/preflight/memory.js";
import { requireOpenFiles } from "../../src/bench/preflight/open-files.js";
import { requirePortsToConnectFrom } from "../../src/bench/preflight/ports.js";
import type { ApproachRecord } from "../../src/result/result.js";

const WEBSOCKET: ApproachRecord = { name: "websocket", transport: "websocket", config: {} };
const WEBHOOK: ApproachRecord = { name: "webhook", transport: "webhook", config: {} };
const OWN: ApproachRecord = { name: "mine", transport: "websocket", config: {}, service: { url: "ws://[::1]:8080" } };

const load = (more: Partial<Load>): Load => ({
  ...{ flow: "broadcast", clients: 100_000, roomSize: 1, approaches: [WEBSOCKET], generators: 1, hasRelays: false },
  ...more,
});

/** The error's message and advice. */
function refusalOf(check: () => void): string {
  try {
    check();
  } catch (error) {
    const { code, message, hint } = error as { code: string; message: string; hint: string };
    return `${code}: ${message} ${hint}`;
  }
  return "";
}

test("too few open files: every process that has too few is named, with the way out that suffices", () => {
  const text = refusalOf(() => requireOpenFiles(load({}), 20_000));
  assert.match(text, /^too-few-file-descriptors: 100000 clients by 1 approach need about 100064 open files in one gen/);
  assert.match(text, /generator and 100064 open files in one service process, but the limit is 20000/);
  assert.match(text, /ulimit -n 100064/);
  assert.match(text, /--generators 6 --set approaches\.websocket\.service\.processes=6\)/);
  const shared = { approaches: [{ ...WEBSOCKET, processes: 6 }], generators: 6 };
  assert.equal(
    refusalOf(() => requireOpenFiles(load(shared), 20_000)),
    "",
  );
  assert.match(
    refusalOf(() => requireOpenFiles(load({ ...shared, generators: 5 }), 20_000)),
    /in one generator process.*--generators 6\)/,
  );
});

test("a dispatcher that may open one connection to each client needs one open file for each", () => {
  const of = (maxConnectionsPerPeer: number) => {
    const one = { ...WEBHOOK, config: { maxConnectionsPerPeer } };
    return refusalOf(() => requireOpenFiles(load({ approaches: [one], clients: 10_000, generators: 2 }), 20_000));
  };
  assert.match(of(8), /20064 open files in one service process/);
  assert.equal(of(1), "");
});

test("a relay has both ends of every connection, however many processes the service has", () => {
  const shared = { approaches: [{ ...WEBSOCKET, processes: 6 }], generators: 6, hasRelays: true };
  const text = refusalOf(() => requireOpenFiles(load(shared), 20_000));
  assert.match(text, /200064 open files in one relay process/);
  assert.doesNotMatch(text, /share the clients out/, "there is no way to have more relays");
});

test("a service of the user's own is not told to have more of our processes", () => {
  const text = refusalOf(() => requireOpenFiles(load({ approaches: [OWN], generators: 6 }), 20_000));
  assert.match(text, /in one service process/);
  assert.doesNotMatch(text, /service\.processes/);
});

test("where the system does not tell, nothing is refused", () => {
  requireOpenFiles(load({}), undefined);
  requirePortsToConnectFrom(load({}), undefined);
  requireMemory(load({}), undefined);
});

const ports = (count: number, held = 0) => ({ range: { first: 1024, last: 1023 + count, count }, held });

test("clients have several addresses on the loopback, so even few ports suffice there", () => {
  requirePortsToConnectFrom(load({}), ports(28_232));
  requirePortsToConnectFrom(load({}), ports(100));
});

test("from a single address there must be a port for each client: through a relay, and to another host", () => {
  const relay = refusalOf(() => requirePortsToConnectFrom(load({ hasRelays: true, clients: 30_000 }), ports(28_232)));
  assert.match(
    relay,
    /^too-few-ports: 30000 clients connect through a relay.*28232 ports to connect from \(1024 to 29255\)\./,
  );
  assert.match(relay, /ip_local_port_range/);
  const own = refusalOf(() => requirePortsToConnectFrom(load({ approaches: [OWN], clients: 30_000 }), ports(28_232)));
  assert.match(own, /to \[::1\] from one address/);
  requirePortsToConnectFrom(load({ hasRelays: true, clients: 28_232 }), ports(28_232));
});

test("ports that closed connections hold are not free", () => {
  const text = refusalOf(() => requirePortsToConnectFrom(load({ clients: 20_000 }), ports(28_232, 19_000)));
  assert.match(text, /12986 clients connect to 127\.0\.0\.1 from one address.*closed connections hold 19000/);
});

test("too little memory is told with whose limit it is", () => {
  const gib = 2 ** 30;
  requireMemory(load({}), { bytes: 4 * gib, limitedBy: "machine" });
  const text = refusalOf(() => requireMemory(load({}), { bytes: gib, limitedBy: "control group" }));
  assert.match(
    text,
    /^too-little-memory: 100000 clients by 1 approach need at least 1\.4\d GiB.*control group \(.*1\.00 GiB left/,
  );
});

test("each side is asked for alone where the other is elsewhere, and both together are the whole", () => {
  const whole = load({ approaches: [{ ...WEBSOCKET, config: { tls: true } }], generators: 3 });
  const services = { ...whole, areGeneratorsOfWorkers: true, areClientsElsewhere: true };
  const clients = { ...whole, areServicesElsewhere: true };
  const worker = 50 * 2 ** 20; // beside each generator of a fleet is the process of its worker
  assert.equal(leastBytes(services) + leastBytes(clients), leastBytes(whole) + 3 * worker);
  assert.doesNotMatch(
    refusalOf(() => requireOpenFiles(services, 20_000)),
    /generator/,
  );
  assert.doesNotMatch(
    refusalOf(() => requireOpenFiles(clients, 20_000)),
    /service/,
  );
  requirePortsToConnectFrom({ ...services, address: "10.0.0.1" }, ports(100));
  const relays = { ...services, hasRelays: true };
  assert.match(
    refusalOf(() => requirePortsToConnectFrom(relays, ports(100))),
    /through a relay/,
    "which are here",
  );
});

test("approaches, TLS and relays all take memory, and few clients take little", () => {
  const plain = leastBytes(load({}));
  for (const more of [
    { approaches: [WEBSOCKET, WEBHOOK] },
    { approaches: [{ ...WEBSOCKET, config: { tls: true } }] },
    { hasRelays: true },
  ])
    assert.ok(leastBytes(load(more)) > plain, JSON.stringify(more));
  assert.ok(leastBytes(load({ clients: 10 })) < 0.2 * 2 ** 30);
});
