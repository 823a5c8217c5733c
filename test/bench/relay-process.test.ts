/** Where clients and service reach each other once a relay stands between them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RelayProcess } from "../../src/bench/relay-process.js";
import type { RelayMethods } from "../../src/network/relay-entry.js";
import type { WorkerProcess } from "../../src/processes/worker-process.js";
import type { Address } from "../../src/transports/endpoint.js";

/** `host`: where the relay listens. Absent: where each target does. */
function relayOn(host?: string) {
  let port = 9_000;
  const call = async (_method: string, targets: Address[]): Promise<Address[]> =>
    targets.map((target) => ({ host: host ?? target.host, port: port++ }));
  return new RelayProcess({ call } as unknown as WorkerProcess<RelayMethods>);
}

test("on the loopback an address keeps its host and its name, and has the port that leads there", async () => {
  const relay = relayOn();
  assert.deepEqual(await relay.endpointTo({ url: "http://127.0.0.1:1" }), { url: "http://127.0.0.1:9000" });
  assert.deepEqual(await relay.endpointTo({ url: "https://localhost:1", address: "127.0.0.1" }), {
    ...{ url: "https://localhost:9001", address: "127.0.0.1" },
  });
  assert.deepEqual(await relay.inFrontOf([{ client: 3, url: "http://127.0.0.7:1" }]), [
    { client: 3, url: "http://127.0.0.7:9002" },
  ]);
});

test("of several machines, everything is reached by way of the relay's own", async () => {
  const relay = relayOn("10.0.0.1");
  const subscribers = [
    { client: 0, url: "http://10.0.0.2:1" },
    { client: 1, url: "https://10.0.0.1:2" },
  ];
  assert.deepEqual(await relay.inFrontOf(subscribers), [
    { client: 0, url: "http://10.0.0.1:9000" },
    { client: 1, url: "https://10.0.0.1:9001" },
  ]);
  assert.equal((await relayOn("fd00::1").endpointTo({ url: "http://[fd00::2]:1" })).url, "http://[fd00::1]:9000");
});
