import assert from "node:assert/strict";
import { test } from "node:test";
import { summaryRows } from "../../src/reporters/rows.js";
import { part, resultOf, WEBHOOK } from "./fixture.js";

test("memory per idle client is a slope with its interval, and empty where the interval is not above 0", () => {
  const perClient = (slopes: readonly number[]) =>
    summaryRows(
      resultOf(slopes.length, [WEBHOOK], (bent) => {
        for (const [i, slope] of slopes.entries()) {
          part(bent, i + 1, "webhook").service.idleMemory = [
            { clients: 0, rssBytes: 90_000_000, heldBytes: 9_000_000 }, // given back when the first client came
            { clients: 200, rssBytes: 50_000_000, heldBytes: 7_000_000 + 200 * slope },
            { clients: 600, rssBytes: 50_000_000, heldBytes: 7_000_000 + 600 * slope },
            { clients: 1000, rssBytes: 50_000_000, heldBytes: 7_000_000 + 1000 * slope },
          ];
        }
      }),
    )[0]!;
  const sure = perClient([9_000, 10_000, 11_000, 10_000, 10_500, 9_500]);
  assert.equal(sure.serviceHeldBytesPerIdleClient, 10_000);
  assert.deepEqual([sure.serviceHeldBytesPerIdleClientLow, sure.serviceHeldBytesPerIdleClientHigh], [9_000, 11_000]);
  assert.equal(sure.serviceRssBytesPerIdleClient, undefined, "it did not grow");
  for (const unsure of [perClient([9_000, -9_000]), perClient([-500, 10_000, 11_000, 10_000, 10_500, 9_500])]) {
    assert.equal(unsure.serviceHeldBytesPerIdleClient, undefined);
    assert.equal(unsure.serviceHeldBytesPerIdleClientLow, undefined);
  }
});

test("few rounds have one slope through all of their stages, from three stages on", () => {
  const read = (clients: number, off = 0) => ({
    ...{ clients, rssBytes: 60_000_000 + 11_000 * clients + off, heldBytes: 9_000_000 + 2_700 * clients },
    ...{ kernelBytes: 40_000_000 + 9_800 * clients - off, openFiles: 30 + clients },
  });
  const row = (...stages: ReturnType<typeof read>[]) =>
    summaryRows(
      resultOf(1, [WEBHOOK], (bent) => {
        part(bent, 1, "webhook").service.idleMemory = stages;
      }),
    )[0]!;
  const sure = row(read(0), read(400), read(800, 90_000), read(1200), read(1600, -90_000), read(2000));
  assert.equal(sure.serviceHeldBytesPerIdleClient, 2_700);
  assert.equal(sure.serviceOpenFilesPerIdleClient, 1);
  for (const [low, of, high] of [
    [sure.serviceRssBytesPerIdleClientLow, 11_000, sure.serviceRssBytesPerIdleClientHigh],
    [sure.kernelBytesPerIdleClientLow, 9_800, sure.kernelBytesPerIdleClientHigh],
  ])
    assert.ok(0 < low! && low! < of! && of! < high!, `${low} ${of} ${high}`);
  const tooFew = row(read(0), read(1000), read(2000));
  assert.deepEqual([tooFew.serviceHeldBytesPerIdleClient, tooFew.kernelBytesPerIdleClient], [undefined, undefined]);
  const fewClients = row(read(0), read(10), read(20), read(30), read(40), read(50));
  assert.deepEqual([fewClients.serviceHeldBytesPerIdleClient, fewClients.kernelBytesPerIdleClient], [2_700, undefined]);
});
