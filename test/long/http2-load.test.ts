/** h2load, nghttp2's own load generator, against the webhook receiver over HTTP/2: skipped where it is not installed. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { eventId } from "../../src/events/id.js";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import { KeyRing } from "../../src/transports/webhook/signatures/key-ring.js";
import { type Closers, envelope, pair, SECRET } from "../transports/webhook/http2/pair.js";
import { signedHeaders } from "../transports/webhook/signed-headers.js";

const closers: Closers = [];
const folder = scratchFolder("h2load");
after(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  folder.remove();
});

const [REQUESTS, SESSIONS, STREAMS] = [5000, 4, 50];

function h2load(args: string[]): Promise<{ output: string; isMissing: boolean }> {
  return new Promise((resolve) => {
    execFile("h2load", args, { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ output: stdout + stderr, isMissing: error?.code === "ENOENT" }),
    );
  });
}

test("many requests on a few sessions: all are answered with success, one was new and the others were copies", async (t) => {
  const { service, atService } = await pair(closers, { topology: { flow: "ingest", clients: 1, roomSize: 1 } });
  const body = join(folder.path, "event.json");
  writeFileSync(body, envelope(1));
  const fields = signedHeaders(new KeyRing(SECRET), 0, eventId(1), Math.floor(Date.now() / 1000), envelope(1));
  const headers = Object.entries(fields).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const load = ["-n", `${REQUESTS}`, "-c", `${SESSIONS}`, "-m", `${STREAMS}`, "-d", body, ...headers];
  const { output, isMissing } = await h2load([...load, `https://127.0.0.1:${service.port}/clients/0/events`]);
  if (isMissing) return t.skip("h2load is not installed");
  assert.match(output, new RegExp(`${REQUESTS} succeeded, 0 failed, 0 errored, 0 timeout`), output);
  assert.match(output, new RegExp(`status codes: ${REQUESTS} 2xx`), output);
  assert.deepEqual([atService.of("delivered").length, atService.of("suppressed").length], [1, REQUESTS - 1]);
  assert.deepEqual(atService.reasons("problem"), []);
});
