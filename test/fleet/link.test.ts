/** The link between coordinator and worker: each message once and in order, whatever the bus loses; and nobody else is listened to. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { opened, sealed } from "../../src/fleet/channel/frames.js";
import { BEAT_MS, Link } from "../../src/fleet/channel/link.js";
import { MemoryBus } from "./memory-bus.js";

const KEY = Buffer.alloc(32, 7);

function linked(context: Pick<TestContext, "after">, bus: MemoryBus) {
  let nowMs = 0;
  const heard = { coordinator: [] as unknown[], worker: [] as unknown[] };
  const at = (side: "coordinator" | "worker", to: string, from: string) =>
    new Link({ bus, side, key: KEY, to, from, heard: (message) => heard[side].push(message), nowMs: () => nowMs });
  const coordinator = at("coordinator", "down", "up");
  const worker = at("worker", "up", "down");
  context.after(() => {
    coordinator.close();
    worker.close();
  });
  /** Both sides beat, and so much time passes. */
  const beat = (): void => {
    nowMs += BEAT_MS;
    coordinator.beat();
    worker.beat();
  };
  const settle = (): void => {
    for (let round = 0; round < 8; round++) {
      beat();
      while (bus.deliver() > 0);
    }
  };
  return { coordinator, worker, heard, beat, settle, now: () => nowMs };
}

const kept = { after: () => {} };

test("whatever is lost under way, every message arrives once and in order, both ways", () => {
  const step = fc.oneof(
    fc.record({ send: fc.constantFrom("coordinator" as const, "worker" as const), bytes: fc.nat(3_000) }),
    fc.record({ lose: fc.uniqueArray(fc.nat(12)) }),
    fc.constant("beat" as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const bus = new MemoryBus({ maxPayloadBytes: 600, isManual: true });
      const { coordinator, worker, heard, beat, settle } = linked(kept, bus);
      const sent = { coordinator: [] as unknown[], worker: [] as unknown[] };
      for (const [number, one] of steps.entries()) {
        if (one === "beat") beat();
        else if ("lose" in one) bus.deliver((position) => one.lose.includes(position));
        else {
          const message = { number, data: new Float64Array(one.bytes / 8).fill(number) };
          (one.send === "coordinator" ? coordinator : worker).send(message);
          sent[one.send].push(message);
        }
      }
      settle();
      coordinator.close();
      worker.close();
      assert.deepEqual(heard.worker, sent.coordinator);
      assert.deepEqual(heard.coordinator, sent.worker);
    }),
    { numRuns: 60 },
  );
});

test("a message of many more parts than are under way at a time arrives whole", (context) => {
  const bus = new MemoryBus({ maxPayloadBytes: 256, isManual: true });
  const { coordinator, heard, settle } = linked(context, bus);
  const columns = Int32Array.from({ length: 20_000 }, (_, i) => i);
  coordinator.send({ columns });
  settle();
  assert.deepEqual(heard.worker, [{ columns }]);
  const parts = bus.published.filter(([subject]) => subject === "down").length;
  assert.ok(parts < 450, `${parts} messages carried 80,000 bytes: none was sent twice`);
});

test("what somebody else sends is not heard: with another key, changed, sent back, or sent again", (context) => {
  const bus = new MemoryBus({ isManual: true });
  const { coordinator, worker, heard, now, beat } = linked(context, bus);
  coordinator.send("once");
  coordinator.beat();
  bus.deliver();
  beat(); // time passes; what the beats say gets lost
  bus.deliver(() => true);
  const [, genuine] = bus.published[0]!;
  const [, beatFrame] = bus.published[1]!;
  const changed = Buffer.from(genuine);
  changed[changed.length - 1]! ^= 1;
  const frame = { kind: "last-part", number: 2, content: Buffer.from([255, 15, 48]) } as const;
  const forged = [
    genuine,
    beatFrame,
    changed,
    sealed(Buffer.alloc(32, 8), "coordinator", frame),
    sealed(KEY, "worker", frame),
    Buffer.alloc(3),
  ];
  for (const data of forged) bus.publish("down", data);
  bus.deliver();
  assert.deepEqual(heard.worker, ["once"]);
  assert.equal(worker.heardAtMs, 0, "nor does it count as a sign of life");
  assert.equal(now(), BEAT_MS);
});

test("a frame is opened by its key alone, and says what was sealed", () => {
  const content = fc.uint8Array({ maxLength: 100 });
  fc.assert(
    fc.property(content, fc.nat(), fc.nat(), (bytes, number, flipped) => {
      const data = sealed(KEY, "worker", { kind: "part", number, content: bytes });
      const frame = opened(KEY, "worker", data);
      assert.deepEqual([frame?.kind, frame?.number], ["part", number]);
      assert.deepEqual(Buffer.from(frame!.content), Buffer.from(bytes));
      data[flipped % data.length]! ^= 1 << (flipped % 8);
      assert.equal(opened(KEY, "worker", data), undefined);
    }),
  );
});
