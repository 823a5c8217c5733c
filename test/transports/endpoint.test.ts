import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, authorityOf } from "../../src/transports/endpoint.js";

test("an endpoint's URL says what to connect to and what a Host header holds", () => {
  const cases: [url: string, host: string, port: number, authority: string][] = [
    ["http://127.0.0.1:8080", "127.0.0.1", 8080, "127.0.0.1:8080"],
    ["http://127.0.0.1:80", "127.0.0.1", 80, "127.0.0.1"],
    ["https://service.example", "service.example", 443, "service.example"],
    ["http://[::1]:9000/", "::1", 9000, "[::1]:9000"],
  ];
  for (const [url, host, port, authority] of cases) {
    assert.deepEqual(addressOf({ url }), { host, port });
    assert.equal(authorityOf({ url }), authority);
  }
});
