import assert from "node:assert/strict";
import { test } from "node:test";
import { connecting } from "../../../src/reporters/markdown/connecting.js";
import { markdown } from "../../../src/reporters/markdown/report-md.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { Result } from "../../../src/result/result.js";
import { encoded, part, resultOf, WEBHOOK, WEBSOCKET } from "../fixture.js";

/** Of 2 rounds: webhooks only listened. */
const connected = (): Result =>
  resultOf(2, [WEBHOOK, WEBSOCKET], (bent) => {
    for (const [round, seconds] of [
      [1, 2],
      [2, 4],
    ] as const) {
      part(bent, round, "webhook").connecting = { clients: 1000, connections: 0, elapsedNs: 3e8 };
      part(bent, round, "websocket").connecting = {
        ...{ clients: 1000, connections: 1000, elapsedNs: seconds * 1e9 },
        tcp: encoded(Array.from({ length: 1000 }, (_, i) => 1e6 * (i + 1) * round)),
        whole: encoded(Array.from({ length: 1000 }, (_, i) => 2e6 * (i + 1) * round)),
      };
    }
  });

test("how fast clients connected, and how long each took, over all rounds together", () => {
  const text = connecting(tabulate(connected()))!;
  assert.match(text, /^\| +\| `websocket` \|$/m, "those who opened none have no column");
  assert.match(text, /connects per second \(median\) +\| +375\/s/); // of 500 and 250
  assert.match(text, /time for all of them \(median\) +\| +3\.00 s/);
  assert.match(text, /`websocket` until it could be used +\| +1\.33 s +\| +3\.92 s +\| +4\.00 s/);
  assert.match(text, /`websocket` of it: TCP +\| +66\d ms +\| +1\.96 s +\| +2\.00 s/);
  assert.doesNotMatch(text, /TLS/);
});

test("a report without it has no such section, as those of earlier results", () => {
  assert.equal(connecting(tabulate(resultOf(2))), undefined);
  assert.doesNotMatch(markdown(resultOf(2)), /## Connecting/);
  assert.match(markdown(connected()), /\n## Connecting\n/);
});
