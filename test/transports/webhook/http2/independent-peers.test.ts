/** Peers that are none of ours, and speak HTTP/2 by nghttp2's own tools: they are skipped where they are not installed. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { eventId } from "../../../../src/events/id.js";
import { SERVERNAME } from "../../../../src/tls/certificates.js";
import { KeyRing } from "../../../../src/transports/webhook/signatures/key-ring.js";
import { signedHeaders } from "../signed-headers.js";
import { type Closers, chain, envelope, pair, SECRET } from "./pair.js";

const closers: Closers = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Outcome {
  stdout: string;
  missing: boolean;
}

/** What it wrote, on both of its outputs. */
function run(command: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 10_000 }, (error, stdout, stderr) =>
      resolve({ stdout: stdout + stderr, missing: error?.code === "ENOENT" }),
    );
  });
}

/** A signed event in files, as command lines need it. */
function eventFiles(index: number): { body: string; ca: string; headers: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "pushbench-http2-"));
  closers.push(async () => rmSync(folder, { recursive: true }));
  const [body, ca] = [join(folder, "body"), join(folder, "ca.pem")];
  writeFileSync(body, envelope(index));
  writeFileSync(ca, chain.root);
  const fields = signedHeaders(new KeyRing(SECRET), 0, eventId(index), Math.floor(Date.now() / 1000), envelope(index));
  return { body, ca, headers: Object.entries(fields).flatMap(([name, value]) => ["-H", `${name}: ${value}`]) };
}

const ingest = { topology: { flow: "ingest", clients: 1, roomSize: 1 } } as const;

test("curl over nghttp2 delivers an event, twice, and verifies the service", async (t) => {
  const { service, atService } = await pair(closers, ingest);
  const { body, ca, headers } = eventFiles(7);
  const url = `https://${SERVERNAME}:${service.port}/clients/0/events`;
  const common = ["--http2-prior-knowledge", "--cacert", ca, "--resolve", `${SERVERNAME}:${service.port}:127.0.0.1`];
  const args = [...common, "-sS", "-w", "%{http_version} %{http_code}\n", ...headers, "--data-binary", `@${body}`];
  const { stdout, missing } = await run("curl", [...args, url, url]);
  if (missing) return t.skip("curl is not installed");
  if (stdout.includes("does not support")) return t.skip("curl has no HTTP/2");
  assert.equal(stdout, "2 204\n2 204\n");
  assert.deepEqual([atService.of("delivered").length, atService.of("suppressed").length], [1, 1]);
  assert.equal(service.counters().connectionsOpened, 2); // the other is the driver's
});

test("nghttp delivers an event, and is told that it is a copy's answer", async (t) => {
  const { service, atService } = await pair(closers, ingest);
  const { body, headers } = eventFiles(8);
  const url = `https://127.0.0.1:${service.port}/clients/0/events`;
  const { stdout, missing } = await run("nghttp", ["-v", "-m", "3", ...headers, "-d", body, url]);
  if (missing) return t.skip("nghttp is not installed");
  assert.equal(stdout.match(/:status: 204/g)?.length, 3, stdout);
  assert.match(stdout, /SETTINGS_MAX_CONCURRENT_STREAMS\(0x03\):100/);
  assert.deepEqual([atService.of("delivered").length, atService.of("suppressed").length], [1, 2]);
});
