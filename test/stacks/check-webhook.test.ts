import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { checkWebhook } from "../../src/stacks/check-webhook.js";
import { createReceiver, RECEIVER_SECRET, type ReceiverFlaw, receiverFlaws } from "./a-receiver.js";

const ofPath = { path: "/webhook", signature: "standard-webhooks", secret: RECEIVER_SECRET };
const topology = { flow: "ingest", clients: 4, roomSize: 1 } as const;

async function findingsOf(server: Server, config: Record<string, unknown> = ofPath, promises?: readonly string[]) {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const { signal } = new AbortController();
    return await checkWebhook({ origin, config, topology, secret: "", signal, ...(promises && { promises }) });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const TAKEN = "a good event is taken";
const OTHER_KEY = "an event signed with another key is refused with 401";
const CHANGED = "an event that was changed after it was signed is refused with 401";
const UNSIGNED = "an event without a signature is refused with 401";
const STALE = "a stale event is refused with 400 or 401";
const EARLY = "an event that was signed in the future is refused with 400 or 401";
const NOT_POISONED = "an event is new when only a forged one had its id before";
const KNOWN = "an event that comes again is answered 2xx, and otherwise than the first time";
const ONE_IS_NEW = "of 8 copies at the same moment exactly one is new";
const LONGEST = "an event of 1048576 bytes is taken";
const TOO_LONG = "an event of 1048577 bytes is refused with 413";
const IN_CHUNKS = "the same in chunks is refused with 413";
const AT_LAST = "a good event is taken behind all others";

const EVERYTHING = [
  TAKEN,
  OTHER_KEY,
  NOT_POISONED,
  CHANGED,
  UNSIGNED,
  STALE,
  EARLY,
  KNOWN,
  ONE_IS_NEW,
  LONGEST,
  TOO_LONG,
  IN_CHUNKS,
  AT_LAST,
];

test("a receiver as it should be does all that it is held against", async () => {
  assert.deepEqual(
    await findingsOf(createReceiver()),
    EVERYTHING.map((what) => ({ what, met: true })),
  );
});

test("each flaw of a receiver is found, and nothing else", async () => {
  const forged = [OTHER_KEY, CHANGED, UNSIGNED, STALE, EARLY];
  const expected: Record<ReceiverFlaw, string[]> = {
    "answers before it verifies": [...forged, KNOWN, ONE_IS_NEW, TOO_LONG, IN_CHUNKS],
    "verifies nothing": [...forged, NOT_POISONED],
    "takes the signature for any body": [OTHER_KEY, CHANGED, NOT_POISONED],
    "takes stale events": [STALE],
    "takes events of the future": [EARLY],
    "lets forged events take ids": [NOT_POISONED],
    forgets: [KNOWN, ONE_IS_NEW],
    "forgets for a moment": [ONE_IS_NEW],
    "refuses what it knows": [KNOWN, ONE_IS_NEW],
    "has no limit": [TOO_LONG, IN_CHUNKS],
    "believes Content-Length": [IN_CHUNKS],
    "has a limit of a few bytes": [LONGEST],
    "breaks off": EVERYTHING.filter((what) => what !== NOT_POISONED),
    "is broken by long events": [IN_CHUNKS, AT_LAST],
  };
  for (const flaw of receiverFlaws) {
    const missed = (await findingsOf(createReceiver(flaw))).filter(({ met }) => !met);
    assert.deepEqual(missed.map(({ what }) => what).sort(), expected[flaw].sort(), flaw);
  }
});

test("only what a stack promises is looked at, and that it takes events", async () => {
  assert.deepEqual(
    (await findingsOf(createReceiver("forgets"), ofPath, ["limit"])).map(({ what }) => what),
    [TAKEN, LONGEST, TOO_LONG, IN_CHUNKS, AT_LAST],
  );
  const unsigned = { path: "/webhook", signature: "none" };
  assert.deepEqual(await findingsOf(createReceiver("verifies nothing"), unsigned, []), [
    { what: TAKEN, met: true },
    { what: AT_LAST, met: true },
  ]);
});

test("it says what was seen instead", async () => {
  const unlike = await findingsOf(createReceiver("forgets"), ofPath, ["once"]);
  const seen = new Map(unlike.map(({ what, saw }) => [what, saw]));
  assert.equal(seen.get(TAKEN), undefined);
  assert.equal(seen.get(KNOWN), "202 Accepted, then 202 Accepted");
  const [broken] = await findingsOf(createReceiver("breaks off"), ofPath, []);
  assert.deepEqual(broken, { what: TAKEN, met: false, saw: "no answer (socket hang up)" });
});

test("events come as the settings have them", async () => {
  const seen: (string | undefined)[][] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      seen.push([request.method, request.url, request.headers["x-who"] as string, Buffer.concat(chunks).toString()]);
      response.writeHead(200).end("queued");
    });
  });
  const config = {
    path: "/in/{{client}}",
    method: "PUT",
    headers: { "x-who": "client {{client}}" },
    body: '{"key":"{{id}}"}',
    signature: "none",
    taken: { status: [200], pattern: "^ok" },
  };
  const [found] = await findingsOf(server, config, ["limit"]);
  assert.deepEqual(found, { what: TAKEN, met: false, saw: "200 OK" });
  assert.equal(seen.length, 2, "messages of a fixed length have no limit to be held against");
  const [method, url, who, body] = seen[0]!;
  assert.deepEqual([method, url, who], ["PUT", "/in/0", "client 0"]);
  assert.match(body!, /^\{"key":"evt_21\d{8}"\}$/);
});

test("a scheme that the check cannot sign is named", async () => {
  assert.deepEqual(await findingsOf(createReceiver(), { signature: "github" }), [
    { what: "the check can sign events (standard-webhooks, none)", met: false, saw: "signature: github" },
  ]);
});

test("it ends when it is aborted", async () => {
  const server = createServer(() => {}); // it never answers
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const abort = new AbortController();
  server.on("request", () => abort.abort(new Error("enough")));
  const { signal } = abort;
  await assert.rejects(checkWebhook({ origin, config: ofPath, topology, secret: "", signal }), /enough/);
  server.closeAllConnections();
  server.close();
});
