/** What bytes are made of: the parts of a direction add up to what the raw sockets counted, and what is unknown is absent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { WireSample } from "../../src/result/wire.js";
import { lacksRecords, wireDirections, wireParts } from "../../src/result/wire-parts.js";

const count = fc.integer({ min: 0, max: 1e6 });
const kinds = fc.record({ full: fc.integer({ min: 0, max: 50 }), resumed: fc.integer({ min: 0, max: 50 }) });
const bytes = fc.record({ toServiceBytes: count, fromServiceBytes: count });
const measured = fc.record({ full: bytes, resumed: bytes });

const encrypted: fc.Arbitrary<WireSample> = fc.record({
  ...{ toServiceBytes: count, fromServiceBytes: count, payloadToServiceBytes: count },
  payloadBytes: fc.constant(2e6),
  ...{ connectionsOpenedBefore: count, connectionsOpenedDuring: count },
  tls: fc.record({
    ...{ plainToServiceBytes: count, plainFromServiceBytes: count },
    handshakes: fc.record({ byClients: kinds, byService: kinds }),
  }),
  oneHandshake: fc.record({ byClients: measured, byService: measured }),
});

test("payload, protocol, records and handshakes add up to the bytes of the raw sockets, whatever they are", () => {
  fc.assert(
    fc.property(encrypted, (wire) => {
      for (const direction of wireDirections) {
        const parts = wireParts(wire, direction);
        const { payloadBytes, protocolBytes, tlsRecordBytes, tlsHandshakeBytes, totalBytes } = parts;
        assert.equal(payloadBytes! + protocolBytes! + tlsRecordBytes! + tlsHandshakeBytes!, totalBytes);
        assert.equal(totalBytes, direction === "ToService" ? wire.toServiceBytes : wire.fromServiceBytes);
      }
    }),
  );
});

/** 10 events of 300 bytes with 60 of HTTP, each over a connection of its own, of which the service resumed none. */
const wire: WireSample = {
  ...{ toServiceBytes: 10 * (360 + 22 + 338), fromServiceBytes: 10 * (80 + 46 + 1_730) },
  ...{ payloadBytes: 3_000, payloadToServiceBytes: 3_000, connectionsOpenedBefore: 0, connectionsOpenedDuring: 10 },
  tls: {
    ...{ plainToServiceBytes: 3_600, plainFromServiceBytes: 800 },
    handshakes: { byClients: { full: 10, resumed: 0 }, byService: { full: 0, resumed: 0 } },
  },
  oneHandshake: { byClients: { full: { toServiceBytes: 338, fromServiceBytes: 1_730 } } },
};

test("each part is that of its direction", () => {
  assert.deepEqual(wireParts(wire, "ToService"), {
    ...{ payloadBytes: 3_000, protocolBytes: 600, tlsRecordBytes: 220, tlsHandshakeBytes: 3_380, totalBytes: 7_200 },
  });
  assert.deepEqual(wireParts(wire, "FromService"), {
    ...{ payloadBytes: 0, protocolBytes: 800, tlsRecordBytes: 460, tlsHandshakeBytes: 17_300, totalBytes: 18_560 },
  });
});

test("handshakes of which nobody knows what they carried leave two parts unknown, and those that never were leave none", () => {
  const { oneHandshake: _, ...unmeasured } = wire;
  const { tlsRecordBytes, tlsHandshakeBytes, protocolBytes } = wireParts(unmeasured, "ToService");
  assert.deepEqual([tlsRecordBytes, tlsHandshakeBytes, protocolBytes], [undefined, undefined, 600]);
  const none = { byClients: { full: 0, resumed: 0 }, byService: { full: 0, resumed: 0 } };
  assert.equal(wireParts({ ...unmeasured, tls: { ...wire.tls!, handshakes: none } }, "ToService").tlsHandshakeBytes, 0);
});

test("without TLS what is no payload is of the protocol, and an earlier result knows totals alone", () => {
  const { tls: _tls, oneHandshake: _one, ...plain } = wire;
  assert.deepEqual(wireParts(plain, "ToService"), { payloadBytes: 3_000, protocolBytes: 4_200, totalBytes: 7_200 });
  const { payloadToServiceBytes: _to, ...earlier } = plain;
  assert.deepEqual(wireParts(earlier, "FromService"), { totalBytes: 18_560 });
});

test("too few bytes for the records that so much plaintext needs are found, and a signature's length is forgiven", () => {
  const without = (toServiceBytes: number): WireSample => ({
    ...wire,
    toServiceBytes: wire.toServiceBytes - toServiceBytes,
  });
  assert.ok(!lacksRecords(wire));
  assert.ok(!lacksRecords(without(220)), "10 handshakes may each have 3 bytes less than the median");
  assert.ok(lacksRecords(without(220 + 30)));
  const long = { ...wire.tls!, plainToServiceBytes: 100 * 16_384 };
  assert.ok(lacksRecords({ ...wire, tls: long, toServiceBytes: long.plainToServiceBytes + 3_380 + 50 * 22 }));
});
