import assert from "node:assert/strict";
import { Session } from "node:inspector/promises";
import { test } from "node:test";
import { attribute, type Category, type CpuProfile } from "../../../scripts/micro/attribution.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { standardWebhooks } from "../../../src/transports/webhook/signatures/standard-webhooks.js";

type Frame = [functionName: string, url: string];

/** A profile of call chains below the root, each sampled for the given µs. */
function profileOf(chains: [...Frame[], number][]): CpuProfile {
  const nodes: CpuProfile["nodes"] = [{ id: 1, callFrame: { functionName: "(root)", url: "" }, children: [] }];
  const samples: number[] = [];
  const timeDeltas: number[] = [0];
  for (const chain of chains) {
    let caller = nodes[0]!;
    for (const [functionName, url] of chain.slice(0, -1) as Frame[]) {
      const node = { id: nodes.length + 1, callFrame: { functionName, url }, children: [] };
      nodes.push(node);
      caller.children!.push(node.id);
      caller = node;
    }
    samples.push(caller.id);
    timeDeltas.push(chain.at(-1) as number);
  }
  return { nodes, samples: [...samples, 1], timeDeltas, startTime: 1_000 };
}

const spent = (...chains: [...Frame[], number][]): Record<string, number> => {
  const { "native code": _root, ...rest } = Object.fromEntries(attribute(profileOf(chains)));
  return rest;
};

const receiver: Frame = ["#receive", "file:///x/dist/src/transports/webhook/receiver.js"];

test("a function's time goes to what its file belongs to", () => {
  const files: Record<string, Category> = {
    "file:///x/node_modules/undici/lib/dispatcher/client-h1.js": "undici",
    "wasm://wasm/0003ca9a": "undici",
    "file:///x/node_modules/ws/lib/receiver.js": "ws",
    "file:///x/dist/src/events/envelope.js": "JSON",
    "file:///x/dist/src/collectors/recorder.js": "measuring",
    "file:///x/dist/src/clock.js": "measuring",
    "node:internal/child_process": "measuring",
    "file:///x/dist/src/transports/webhook/receiver.js": "service code",
    "node:_http_incoming": "node:http",
    "node:internal/http": "node:http",
    "node:internal/crypto/hash": "crypto",
    "node:crypto": "crypto",
    "node:zlib": "compression",
    "node:internal/streams/writable": "streams and sockets",
    "node:internal/stream_base_commons": "streams and sockets",
    "node:net": "streams and sockets",
    "node:internal/process/task_queues": "Node's internals",
    "node:events": "Node's internals",
  };
  for (const [url, category] of Object.entries(files)) {
    assert.deepEqual(spent([["f", url], 7]), { [category]: 7 }, url);
  }
});

test("native functions go to their caller, however deep, except writes to sockets and garbage collection", () => {
  assert.deepEqual(spent([receiver, ["sign", "node:internal/crypto/hash"], ["digest", ""], 5]), { crypto: 5 });
  assert.deepEqual(spent([receiver, ["parse", ""], ["charCodeAt", ""], 5]), { "service code": 5 });
  assert.deepEqual(spent([receiver, ["_write", "node:net"], ["writev", ""], 5]), { "socket writes": 5 });
  assert.deepEqual(spent([receiver, ["(garbage collector)", ""], 5]), { "garbage collection": 5 });
});

test("a function of ours that is called like a native write is not one", () => {
  assert.deepEqual(spent([["writev", receiver[1]], 5]), { "service code": 5 });
});

test("times of one category add up, and waiting is not CPU", () => {
  assert.deepEqual(spent([receiver, 5], [["(idle)", ""], 1000], [receiver, 7]), { "service code": 12 });
});

test("samples before the asked moment do not count", () => {
  const profile = profileOf([
    [receiver, 5],
    [receiver, 7],
  ]);
  assert.equal(attribute(profile, 1_005).get("service code"), 7);
});

test("a profile without samples says nothing", () => {
  assert.equal(attribute({ nodes: [], startTime: 0 }).size, 0);
});

test("in a real profile of signing, crypto is the largest part", async () => {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 100 });
  await session.post("Profiler.start");
  const keys = new KeyRing("a secret");
  const body = Buffer.alloc(10_000, "x");
  for (let i = 0; i < 5_000; i++) standardWebhooks.headers(keys, 0, "evt_0000000001", i, body);
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  const [[largest] = []] = [...attribute(profile)].sort(([, a], [, b]) => b - a);
  assert.equal(largest, "crypto");
});
