import assert from "node:assert/strict";
import { test } from "node:test";
import { unknowns } from "../../../src/reporters/markdown/unknowns.js";
import type { Result } from "../../../src/result/result.js";

const NETWORK = /its URL is not on the loopback, so latencies contain the network between/;

for (const [url, isElsewhere] of [
  ["http://localhost:5000", false],
  ["ws://127.0.0.1:8080", false],
  ["http://[::1]:5000", false],
  ["http://10.0.0.7:5000", true],
  ["ws://shop.example", true],
] as const) {
  test(`the network between stands ${isElsewhere ? "" : "not "}in the line about ${url}`, () => {
    const approaches = [{ name: "mine", transport: "webhook", config: {}, service: { url } }];
    const text = unknowns({ scenario: { flow: "ingest" }, approaches } as unknown as Result)!;
    assert.equal(text.split("\n").length, 1);
    assert.equal(NETWORK.test(text), isElsewhere, text);
  });
}
