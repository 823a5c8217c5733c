/** Real servers on the loopback; names lead to them because their address is pinned. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { WebSocketServer } from "ws";
import { missingProof, placeOf, TOKEN_HEADER, TOKEN_PATH } from "../../src/remote/proof.js";
import type { Target } from "../../src/remote/target.js";
import { makeChain } from "../../src/tls/certificates.js";

const { signal } = new AbortController();
const TOKEN = "pushbench-0123456789012345678901234567890123456789012";

async function listening(t: TestContext, server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const serve = (t: TestContext, listener: RequestListener): Promise<number> => listening(t, createServer(listener));

const targetAt = (port: number, scheme = "http"): Target => ({
  url: new URL(`${scheme}://shop.example:${port}`),
  host: "shop.example",
  address: "127.0.0.1",
  isRemote: true,
});

test("a file with the token proves it, asked for at the pinned address by the name, without the token", async (t) => {
  const seen: unknown[] = [];
  const port = await serve(t, ({ method, url, headers, rawHeaders }, answer) => {
    seen.push([method, url, headers.host, rawHeaders.join().includes(TOKEN)]);
    answer.end(`${TOKEN}\n`);
  });
  assert.deepEqual(await missingProof({ target: targetAt(port), token: TOKEN, signal }), []);
  assert.deepEqual(seen, [["GET", TOKEN_PATH, `shop.example:${port}`, false]]);
});

for (const body of [TOKEN, ` ${TOKEN} `, `another\r\n${TOKEN}\r\n`, `# tokens\n\n${TOKEN}\nanother`]) {
  test(`a token on a line of its own is found: ${JSON.stringify(body)}`, async (t) => {
    const port = await serve(t, (_, answer) => answer.end(body));
    assert.deepEqual(await missingProof({ target: targetAt(port), token: TOKEN, signal }), []);
  });
}

const without: [name: string, listener: RequestListener, says: RegExp][] = [
  ["no such file", (_, answer) => answer.writeHead(404).end(TOKEN), /pushbench\.txt answers 404 Not Found$/],
  ["another token", (_, answer) => answer.end(TOKEN.replace("9", "8")), /does not hold the token$/],
  ["nothing", (_, answer) => answer.end(), /does not hold the token$/],
  ["the token within a line", (_, answer) => answer.end(`token: ${TOKEN}`), /does not hold the token$/],
  [
    "an echo of the request",
    (request, answer) => answer.end(request.rawHeaders.join("\n")),
    /does not hold the token$/,
  ],
  ["more than is read", (_, answer) => answer.end(`${"x".repeat(5_000)}\n${TOKEN}`), /is longer than 4096 bytes$/],
  [
    "a redirect",
    (_, answer) => answer.writeHead(302, { Location: "/token" }).end(),
    /answers 302 Found \(redirects are not followed\)$/,
  ],
  ["a reset", (request) => request.socket.resetAndDestroy(), /cannot be read \(ECONNRESET\)$/],
  [
    "half an answer",
    (_, answer) => answer.writeHead(200, { "Content-Length": 99 }).write(TOKEN),
    /gave no answer in time$/,
  ],
  ["silence", () => {}, /gave no answer in time$/],
];
for (const [name, listener, says] of without) {
  test(`${name} is no proof`, async (t) => {
    const port = await serve(t, listener);
    const [why, ...more] = await missingProof({ target: targetAt(port), token: TOKEN, signal, timeLimitMs: 150 });
    assert.match(why!, says);
    assert.deepEqual(more, []);
  });
}

test("an endless answer is cut off", async (t) => {
  let isClosed: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    isClosed = resolve;
  });
  const port = await serve(t, (_, answer) => {
    const more = (): boolean => answer.write("x".repeat(1_000));
    answer.on("drain", more).on("close", isClosed);
    while (more());
  });
  assert.match((await missingProof({ target: targetAt(port), token: TOKEN, signal }))[0]!, /is longer than 4096 bytes/);
  await closed;
});

test("a run that is interrupted does not wait for a proof", async (t) => {
  const over = new AbortController();
  const port = await serve(t, () => over.abort());
  const missing = await missingProof({ target: targetAt(port), token: TOKEN, signal: over.signal });
  assert.equal(missing.length, 1);
});

test("nobody there is no proof", async (t) => {
  const server = createServer();
  const port = await listening(t, server);
  await new Promise((resolve) => server.close(resolve));
  assert.match(
    (await missingProof({ target: targetAt(port), token: TOKEN, signal }))[0]!,
    /cannot be read \(ECONNREFUSED\)/,
  );
});

function serveSockets(t: TestContext, header: string | undefined): Promise<number> {
  const server = createServer((_, answer) => answer.writeHead(426).end());
  const sockets = new WebSocketServer({ server, path: "/live" });
  sockets.on("headers", (headers) => {
    if (header !== undefined) headers.push(`${TOKEN_HEADER}: ${header}`);
  });
  t.after(() => {
    for (const socket of sockets.clients) socket.terminate();
  });
  return listening(t, server);
}

for (const [header, found] of [
  [TOKEN, []],
  [
    "another",
    [/pushbench\.txt answers 426/, /the upgrade of \/live\?client=0 is answered with another pushbench-token$/],
  ],
  [undefined, [/pushbench\.txt answers 426/, /is answered 101 Switching Protocols without a header pushbench-token$/]],
] as const) {
  test(`a WebSocket server whose upgrade has ${header ?? "no token"}: ${found.length === 0 ? "proof" : "no proof"}`, async (t) => {
    const target = targetAt(await serveSockets(t, header), "ws");
    const missing = await missingProof({ target, token: TOKEN, signal, upgradePath: "/live?client=0" });
    assert.equal(missing.length, found.length);
    for (const [i, says] of found.entries()) assert.match(missing[i]!, says);
  });
}

test("the file lies at the target's own origin, whatever its scheme is", () => {
  const place = (url: string): string => placeOf({ url: new URL(url) });
  assert.equal(place("http://a.example:8080"), `http://a.example:8080${TOKEN_PATH}`);
  assert.equal(place("ws://a.example"), `http://a.example${TOKEN_PATH}`);
});

test("over TLS it is asked for in the same way, and only of whom the clients trust", async (t) => {
  const chain = await makeChain({ certificate: "P-256", names: [{ type: "dns", value: "shop.example" }] });
  const tls = { version: "1.3", resumption: "on", handshakeSeconds: 5 } as const;
  const answers: RequestListener = (_, answer) => answer.end(TOKEN);
  const port = await listening(t, createSecureServer({ cert: chain.chain, key: chain.key }, answers));
  for (const scheme of ["https", "wss"]) {
    const asked = { target: targetAt(port, scheme), token: TOKEN, signal };
    assert.equal(placeOf(asked.target), `https://shop.example:${port}${TOKEN_PATH}`);
    assert.deepEqual(await missingProof({ ...asked, tls: { ...tls, ca: chain.root } }), []);
    const untrusted = await missingProof({ ...asked, tls });
    assert.match(untrusted.join(), /cannot be read \(TLS: the certificate was issued by nobody who is trusted/);
    const other = await missingProof({ ...asked, tls: { ...tls, ca: chain.root, servername: "elsewhere.example" } });
    assert.match(other.join(), /cannot be read \(TLS: the certificate is for another name/);
  }
});
