import assert from "node:assert/strict";
import { test } from "node:test";
import { compared, flowOf } from "../../../scripts/idle-memory/approaches.js";

test("every transport is measured by its usual approach and by the one that differs from it by TLS alone", () => {
  assert.deepEqual(
    compared.map(({ plain, encrypted }) => [plain, encrypted]),
    [
      ["webhook", "webhook-tls"],
      ["sse", "sse-tls"],
      ["websocket", "websocket-tls"],
    ],
  );
});

test("in a flow in which its clients keep connections to the service", () => {
  assert.deepEqual(
    compared.map(({ transport }) => flowOf(transport)),
    ["ingest", "broadcast", "ingest"],
  );
});
