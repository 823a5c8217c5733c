import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DeliveryEntries } from "../../src/collectors/delivery-entries.js";
import { flowNames, SERVICE, type Topology } from "../../src/flow.js";

/** Who must get an event, said in the plainest way. */
function recipientsOf({ flow, clients, roomSize }: Topology, sender: number): number[] {
  const everyone = Array.from({ length: clients }, (_, client) => client);
  if (flow === "ingest") return [SERVICE];
  if (flow === "broadcast") return everyone;
  const room = Math.floor(sender / roomSize);
  return everyone.filter((client) => Math.floor(client / roomSize) === room && client !== sender);
}

test("entries number every delivery once, and know whose each is", () => {
  const arbitrary = fc
    .record({
      flow: fc.constantFrom(...flowNames),
      clients: fc.integer({ min: 2, max: 12 }),
      roomSize: fc.integer({ min: 2, max: 5 }),
    })
    .chain((topology) =>
      fc.tuple(fc.constant(topology), fc.array(fc.integer({ min: 0, max: topology.clients - 1 }), { maxLength: 10 })),
    );
  fc.assert(
    fc.property(arbitrary, ([topology, clients]) => {
      const senders = Int32Array.from(clients, (client) => (topology.flow === "broadcast" ? SERVICE : client));
      const entries = new DeliveryEntries(topology, senders, false);
      let next = 0;
      for (const [event, sender] of senders.entries()) {
        const recipients = recipientsOf(topology, sender);
        assert.deepEqual(entries.of(event), { first: next, last: next + recipients.length });
        for (const recipient of recipients) {
          assert.equal(entries.at(event, recipient), next);
          assert.equal(entries.recipient(event, next), recipient);
          next++;
        }
        const others = [SERVICE, -2, ...Array.from({ length: topology.clients + 2 }, (_, client) => client)];
        for (const other of others.filter((one) => !recipients.includes(one)))
          assert.equal(entries.at(event, other), undefined);
      }
      assert.equal(entries.count, next);
    }),
  );
});
