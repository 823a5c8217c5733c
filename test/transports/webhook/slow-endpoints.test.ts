/** What becomes of events for an endpoint that does not answer: the policies, as lasting connections have them. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, test } from "node:test";
import { encodeEnvelope } from "../../../src/events/envelope.js";
import type { Guarantee } from "../../../src/flow.js";
import { config } from "../../../src/transports/webhook/config.js";
import { type DeliveriesOwner, Dispatcher } from "../../../src/transports/webhook/dispatcher.js";
import { Pools } from "../../../src/transports/webhook/http1/pools.js";
import { KeyRing } from "../../../src/transports/webhook/signatures/key-ring.js";
import { RecordingObserver, until } from "./recording-observer.js";

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** 20 kB: the fifth finds more than 64 KiB under way. */
const event = (index: number, type = "test") => encodeEnvelope(index, type, 0, JSON.stringify("x".repeat(20_000)));

/** A dispatcher to an endpoint that answers nothing until it is let. */
async function congested(policy: "drop" | "conflate" | undefined, guarantee: Guarantee) {
  const held: ServerResponse[] = [];
  let answers = false;
  const server = createServer((request, response) => {
    request.resume().on("end", () => (answers ? response.writeHead(204).end() : held.push(response)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const slowConsumer = policy && { policy, maxBufferedBytes: 65_536 };
  const parsed = config.parse({ maxConnectionsPerPeer: 2, ...(slowConsumer && { slowConsumer }) });
  const observer = new RecordingObserver();
  const postingBy = (owner: DeliveriesOwner) => new Pools(owner, parsed, undefined);
  const dispatcher = new Dispatcher({ config: parsed, guarantee, keys: new KeyRing("s"), observer, postingBy });
  closers.push(() => dispatcher.close());
  dispatcher.subscribe([{ client: 3, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }]);
  const answer = () => {
    answers = true;
    for (const response of held.splice(0)) response.writeHead(204).end();
  };
  return { dispatcher, observer, answer };
}

const numbers = (observer: RecordingObserver, kind: "acked" | "refused") => observer.of(kind).map(({ index }) => index);

for (const guarantee of ["at-most-once", "at-least-once"] as const) {
  describe(`${guarantee}, an endpoint that does not answer`, () => {
    test("conflate: of each sender and type the latest waits, and arrives once it answers", async () => {
      const { dispatcher, observer, answer } = await congested("conflate", guarantee);
      for (let index = 0; index < 10; index++) dispatcher.deliver(3, index, event(index));
      dispatcher.deliver(3, 10, event(10, "other"));
      dispatcher.deliver(3, 11, event(11), 7);
      assert.deepEqual(numbers(observer, "refused"), [4, 5, 6, 7, 8]);
      assert.deepEqual(new Set(observer.reasons("refused")), new Set(["slow consumer: conflated"]));
      assert.equal(dispatcher.pending, 4 + 3);
      assert.deepEqual(
        [...dispatcher.outstanding()].map(([, index]) => index),
        [0, 1, 2, 3, 9, 10, 11],
      );
      answer();
      await observer.until("acked", 7);
      assert.deepEqual(
        numbers(observer, "acked").sort((a, b) => a - b),
        [0, 1, 2, 3, 9, 10, 11],
      );
      await until(() => dispatcher.pending === 0);
    });

    test("drop: what no longer fits is refused, and what comes later is taken again", async () => {
      const { dispatcher, observer, answer } = await congested("drop", guarantee);
      for (let index = 0; index < 6; index++) dispatcher.deliver(3, index, event(index));
      assert.deepEqual(numbers(observer, "refused"), [4, 5]);
      assert.deepEqual(new Set(observer.reasons("refused")), new Set(["slow consumer: dropped"]));
      answer();
      await observer.until("acked", 4);
      dispatcher.deliver(3, 6, event(6));
      await observer.until("acked", 5);
      assert.equal(dispatcher.pending, 0);
    });
  });
}

test("without a policy all events wait their turn", async () => {
  const { dispatcher, observer, answer } = await congested(undefined, "at-most-once");
  for (let index = 0; index < 10; index++) dispatcher.deliver(3, index, event(index));
  assert.equal(dispatcher.pending, 10);
  answer();
  await observer.until("acked", 10);
  assert.deepEqual(numbers(observer, "refused"), []);
});
