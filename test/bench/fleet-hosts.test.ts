/** What hosts of a fleet lack is said before anything is played, with the worker's name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { requireHosts } from "../../src/bench/fleet/require-hosts.js";
import { PushbenchError } from "../../src/errors.js";
import { clientsOfSegment } from "../../src/executors/segment.js";
import type { Topology } from "../../src/flow.js";
import { type HostResources, hostResources } from "../../src/machine/host-resources.js";

const SCENARIO = { approaches: [{ name: "websocket", transport: "websocket", config: {} }] };
const TOPOLOGY: Topology = { flow: "broadcast", clients: 30_000, roomSize: 1 };
const GIB = 2 ** 30;

const ports = (count: number) => ({ range: { first: 1024, last: 1023 + count, count }, held: 0 });

/** What is refused of a run on workers a, b, … whose hosts have that. */
function refusalOf(hosts: readonly HostResources[], { address = "10.0.0.1", topology = TOPOLOGY } = {}): string {
  const shares = hosts.map((resources, index) => ({
    worker: "abcdefgh"[index]!,
    clients: clientsOfSegment(topology, { index, count: hosts.length }).length,
    resources,
  }));
  try {
    requireHosts(SCENARIO, topology, { address, shares: () => shares });
    return "";
  } catch (error) {
    assert.ok(error instanceof PushbenchError);
    return `${error.code}: ${error.message} ${error.hint}`;
  }
}

test("hosts that have enough, and hosts that do not tell, are let through", () => {
  const enough = {
    openFilesLimit: 20_000,
    ports: ports(28_232),
    memory: { bytes: GIB, limitedBy: "machine" },
  } as const;
  assert.equal(refusalOf([enough, enough]), "");
  assert.equal(refusalOf([{}, {}]), "");
});

test("of each worker the open files of its own share count, and the way out is as many workers as suffice", () => {
  const text = refusalOf([{ openFilesLimit: 20_000 }, { openFilesLimit: 4_096 }]);
  assert.match(
    text,
    /^too-few-file-descriptors: Worker b: 15000 clients by 1 approach need about 15064 open files in one/,
  );
  assert.match(text, /generator process, but the limit is 4096\./);
  assert.doesNotMatch(text, /service process/);
  assert.match(text, /ulimit -n 15064/);
  assert.match(text, /--workers 8\)/);
  assert.equal(refusalOf(Array.from({ length: 8 }, () => ({ openFilesLimit: 4_096 }))), "", "they do suffice");
});

test("workers of one network share its ports; where their networks are apart, each has its own", () => {
  const on = (network: string): HostResources => ({ ports: ports(20_000), network });
  assert.equal(refusalOf([on("k net:[1]"), on("k net:[2]")]), "");
  const text = refusalOf([on("k net:[1]"), on("k net:[1]")]);
  assert.match(
    text,
    /^too-few-ports: Workers a and b, on one host: 30000 clients connect to 10\.0\.0\.1 from one address/,
  );
  assert.match(text, /20000 ports to connect from \(1024 to 21023\).*ip_local_port_range.*--workers/);
  assert.equal(refusalOf([on("k net:[1]"), on("k net:[1]")], { address: "127.0.0.1" }), "", "of many addresses");
});

test("workers of one kernel share its memory, unless a control group sets each its own limit", () => {
  const having = (bytes: number, limitedBy: "machine" | "control group"): HostResources => ({
    ...{ memory: { bytes, limitedBy }, kernel: "k" },
  });
  const needed = 15_000 * 7 * 1024 + 2 * 50 * 2 ** 20;
  assert.equal(refusalOf([having(needed, "control group"), having(needed, "control group")]), "");
  assert.match(
    refusalOf([having(needed, "machine"), having(needed, "machine")]),
    /^too-little-memory: Workers a and b, on one host: 30000 clients by 1 approach need at least 0\.40 GiB.*the machine has 0\.20 GiB left/,
  );
  assert.match(
    refusalOf([having(needed - 1, "control group"), having(needed, "machine")]),
    /Worker a: 15000 clients.*the control group/,
  );
});

test("whoever is let through with fewer of anything is let through with more", () => {
  const resources = fc.record({
    openFilesLimit: fc.integer({ min: 100, max: 40_000 }),
    ports: fc.integer({ min: 100, max: 40_000 }).map(ports),
    memory: fc.record({
      bytes: fc.integer({ min: 0, max: GIB }),
      limitedBy: fc.constantFrom("machine" as const, "control group" as const),
    }),
    kernel: fc.constantFrom("k", "l"),
    network: fc.constantFrom("k 1", "k 2"),
  });
  const more = ({ openFilesLimit = 0, ports: had = ports(0), memory, ...places }: HostResources): HostResources => ({
    ...{ ...places, openFilesLimit: openFilesLimit + 1, ports: ports(had.range.count + 1) },
    ...(memory && { memory: { ...memory, bytes: memory.bytes + 1 } }),
  });
  fc.assert(
    fc.property(fc.array(resources, { minLength: 1, maxLength: 8 }), (hosts) => {
      if (refusalOf(hosts) === "") assert.equal(refusalOf(hosts.map(more)), "");
    }),
  );
});

test("a host tells what it has, and two processes of it the same places", () => {
  const [one, other] = [hostResources(), hostResources()];
  assert.deepEqual([one.kernel, one.network], [other.kernel, other.network]);
  assert.match(one.network ?? "", /^[\da-f-]{36} net:\[\d+\]$/);
  assert.ok(one.openFilesLimit === undefined || one.openFilesLimit > 0);
});

test("the host of the services is held to what they take, and to no ports", () => {
  const refusal = (resources: HostResources): string => {
    const fleet = { address: "10.0.0.1", shares: () => [], hostOfServices: { worker: "s", clients: 0, resources } };
    try {
      requireHosts(SCENARIO, TOPOLOGY, fleet);
      return "";
    } catch (error) {
      assert.ok(error instanceof PushbenchError);
      return `${error.code}: ${error.message} ${error.hint}`;
    }
  };
  assert.equal(
    refusal({ ...{ openFilesLimit: 40_000, ports: ports(10) }, memory: { bytes: GIB, limitedBy: "machine" } }),
    "",
  );
  assert.match(
    refusal({ openFilesLimit: 4_096 }),
    /^too-few-file-descriptors: Worker s: 30000 clients .* 30064 open files in one service process.*The services are on its host\./,
  );
  assert.match(refusal({ memory: { bytes: GIB / 10, limitedBy: "machine" } }), /^too-little-memory: Worker s: /);
});
