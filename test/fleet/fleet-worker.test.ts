/** When a worker takes part in a run, and when it does not. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { FLEET_PROTOCOL, parsedJson, subjects, type TakeAnswer, type TakeRequest } from "../../src/fleet/protocol.js";
import { signedTake, verifiedAcceptance } from "../../src/fleet/token.js";
import { FleetWorker, type FleetWorkerOptions } from "../../src/fleet/worker/fleet-worker.js";
import { MemoryBus } from "./memory-bus.js";

const TOKEN = "a-token-that-nobody-guesses-ever";
const NOW_MS = 1e12;

function waiting(context: TestContext, more: Partial<FleetWorkerOptions> = {}) {
  const bus = new MemoryBus();
  const said: string[] = [];
  const worker = new FleetWorker({
    ...{ bus, name: "a", token: TOKEN, pushbenchVersion: "1.2.3", generatorEntry: "none", cpus: [], limits: {} },
    ...{
      targets: new Set<string>(),
      listenOn: "127.0.0.1",
      clockAt: { address: "127.0.0.1", port: 1 },
      say: (line: string) => said.push(line),
      nowMs: () => NOW_MS,
    },
    ...more,
  });
  context.after(() => worker.close());
  const ask = async (data: Uint8Array): Promise<TakeAnswer> =>
    parsedJson<TakeAnswer>((await bus.request(subjects.take("a"), data))!) as TakeAnswer;
  return { bus, worker, said, ask };
}

const request = (more: Partial<TakeRequest> = {}): TakeRequest => ({
  ...{ run: "r1", worker: "a", atMs: NOW_MS, protocol: FLEET_PROTOCOL, pushbenchVersion: "1.2.3" },
  ...{ coordinator: "c (pid 1)", address: "127.0.0.1", plays: "clients" },
  ...more,
});
const signed = (more: Partial<TakeRequest> = {}): Uint8Array => signedTake(TOKEN, request(more));

test("a request that is not signed, not for it, too old, or of another version is refused in words", async (context) => {
  const { ask, said } = waiting(context);
  const cases: [what: string, data: Uint8Array, why: RegExp][] = [
    ["unsigned", Buffer.from(JSON.stringify(request())), /not signed/],
    ["another token", signedTake("another token altogether", request()), /another token/],
    ["another worker", signed({ worker: "b" }), /for worker b/],
    ["too old", signed({ atMs: NOW_MS - 61_000 }), /61 s old/],
    ["of the future", signed({ atMs: NOW_MS + 61_000 }), /-61 s old/],
    ["without a time", signed({ atMs: undefined as unknown as number }), /NaN s old/],
    ["another version", signed({ pushbenchVersion: "1.2.4" }), /it has pushbench 1\.2\.3 .* the coordinator 1\.2\.4/],
    ["another protocol", signed({ protocol: 99 }), /protocol 99/],
  ];
  for (const [what, data, why] of cases) {
    const answer = await ask(data);
    assert.match("refused" in answer ? answer.refused.message : "", why, what);
  }
  assert.equal(said.length, cases.length);
});

test("it plays for one coordinator at a time, says so, and takes no request twice", async (context) => {
  const { ask, bus, said, worker } = waiting(context);
  const answer = await ask(signed());
  assert.ok("accepted" in answer);
  assert.equal(verifiedAcceptance(TOKEN, "r1", answer.accepted)?.name, "a");
  const second = await ask(signed({ run: "r2", coordinator: "d (pid 2)" }));
  assert.match("refused" in second ? second.refused.message : "", /it plays for c \(pid 1\)/);
  const [card] = await bus.gather(subjects.workers, Buffer.from("{}"));
  assert.equal(parsedJson<{ playsFor: string }>(card!)?.playsFor, "c (pid 1)");
  const again = await ask(signed());
  assert.match("refused" in again ? again.refused.message : "", /used before/);
  await worker.close();
  assert.match(said.at(-1) ?? "", /Worker a is free: it was ended itself/);
});

test("a run may hold it no longer than it allows", async (context) => {
  const { ask, said } = waiting(context, { limits: { maxSeconds: 0.02 } });
  assert.ok("accepted" in (await ask(signed())));
  while (said.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.match(said[1]!, /is free: it gives a run 0\.02 s/);
});

test("services are started on a host whose worker allows it, and on no other", async (context) => {
  const usual = waiting(context);
  const answer = await usual.ask(signed({ plays: "services" }));
  assert.deepEqual("refused" in answer && [answer.refused.message, /--host-services/.test(answer.refused.hint ?? "")], [
    "it hosts no services",
    true,
  ]);
  const [card] = await usual.bus.gather(subjects.workers, Buffer.from("{}"));
  assert.equal(parsedJson<{ hostsServices: boolean }>(card!)?.hostsServices, undefined);
  const host = waiting(context, { serviceEntry: "none" });
  const accepted = await host.ask(signed({ plays: "services" }));
  assert.ok("accepted" in accepted);
  assert.equal(verifiedAcceptance(TOKEN, "r1", accepted.accepted)?.hostsServices, true);
});
