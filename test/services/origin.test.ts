/** Where a service is found that listens on some of this machine's addresses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptingHost, LOOPBACK_HOSTS } from "../../src/services/origin.js";

const [V4, V6] = LOOPBACK_HOSTS as [string, string];

for (const [what, answers, expected] of [
  ["nowhere", { [V4]: [false], [V6]: [false] }, undefined],
  ["at the first address", { [V4]: [true], [V6]: [] }, V4],
  ["at the second alone", { [V4]: [false, false], [V6]: [true] }, V6],
  ["everywhere, and it began after the first was tried", { [V4]: [false, true], [V6]: [true] }, V4],
] as [string, Record<string, boolean[]>, string | undefined][]) {
  test(`a service is found ${what}`, async () => {
    const accepts = (host: string): Promise<boolean> => Promise.resolve(answers[host]!.shift()!);
    assert.equal(await acceptingHost(LOOPBACK_HOSTS, 1, accepts), expected);
    assert.ok(Object.values(answers).every((left) => left.length === 0));
  });
}
