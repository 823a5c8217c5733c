/** A port is found in what a program prints, wherever the pipe cuts it. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import { printedPort } from "../../src/services/printed-port.js";

/** What is found when these pieces come on the first of two streams, and what was passed on. */
async function found(pieces: readonly (string | Buffer)[], pattern = "port (\\d+)") {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const passedOn: Buffer[] = [];
  const port = printedPort([stderr, stdout], pattern, (chunk) => passedOn.push(chunk));
  for (const piece of pieces) stdout.write(piece);
  return { port: await port, passedOn: Buffer.concat(passedOn).toString() };
}

test("however a line is cut, its port is whole, and all is passed on", async () => {
  const text = Buffer.from("→ booting\n→ listening on \u001b[1mport \u001b[32m50123\u001b[0m now\nport 1\n");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 5 }), async (cuts) => {
      const edges = [0, ...[...cuts].sort((a, b) => a - b), text.length];
      const pieces = edges.slice(1).map((to, i) => text.subarray(edges[i], to));
      assert.deepEqual(await found(pieces), { port: 50123, passedOn: text.toString() });
    }),
    { numRuns: 50 },
  );
});

test("a prompt without an end of line counts when nothing more comes", async () => {
  assert.equal((await found(["listening on port 80", "80"])).port, 8080);
});

for (const [line, pattern] of [
  ["port 70000\n", undefined],
  ["port 0\n", undefined],
  ["port none\n", "port (\\w+)"],
] as const) {
  test(`${JSON.stringify(line)} has no port`, async () => {
    await assert.rejects(
      found([line], pattern),
      /^Error: "port \w+" matches, but its first group \("\w+"\) is no port$/,
    );
  });
}
