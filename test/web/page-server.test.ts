/** Real sockets, because that is where a guard must hold. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { EVENT_STREAM, HTML, type Outlet, type Reply } from "../../src/web/answer.js";
import { openPageServer, type PageServer, type PageServerOptions } from "../../src/web/page-server.js";

async function withServer(
  options: Pick<PageServerOptions, "answer"> & Partial<PageServerOptions>,
  use: (server: PageServer) => Promise<void>,
): Promise<void> {
  const server = await openPageServer({ port: 0, ...options });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

const page: Reply = { type: HTML, body: "<h1>ü</h1>" };

/** Everything that the server says to these bytes, until it ends the connection. */
async function said(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.on("error", () => {});
  socket.write(text);
  await once(socket, "close");
  return answer;
}

test("what is asked of a page server, and every answer's headers", async () => {
  await withServer({ answer: ({ path }) => (path[0] === "page" ? page : undefined) }, async ({ url, port }) => {
    const found = await fetch(`${url}page`, { headers: { origin: "http://evil.example" } });
    assert.equal(found.status, 200);
    assert.equal(await found.text(), "<h1>ü</h1>");
    const headers = Object.fromEntries(found.headers);
    assert.match(headers["content-security-policy"]!, /^default-src 'none'/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.ok(!Object.keys(headers).some((name) => name.startsWith("access-control-")), "no CORS");
    const head = await fetch(`${url}page`, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers.get("content-length"), await head.text()], [200, "11", ""]);
    assert.equal((await fetch(`${url}other`)).status, 404);
    assert.equal((await fetch(`${url}page`, { method: "POST", body: "x" })).status, 405);
    // As a name would that is led here by its owner, and as no browser would
    assert.match(
      await said(port, `GET /page HTTP/1.1\r\nHost: evil.example:${port}\r\nConnection: close\r\n\r\n`),
      / 403 /,
    );
    assert.match(await said(port, "GET /page HTTP/1.0\r\n\r\n"), / 403 /);
    const own = `Host: 127.0.0.1:${port}\r\nConnection: close\r\n`;
    assert.match(await said(port, `GET /page/../page HTTP/1.1\r\n${own}\r\n`), / 400 /);
    assert.match(await said(port, `GET http://evil.example/page HTTP/1.1\r\n${own}\r\n`), / 400 /);
    assert.match(await said(port, `GET /page HTTP/1.1\r\n${own}Host: evil.example\r\n\r\n`), / 40[03] /);
    assert.match(await said(port, `GET /page HTTP/1.1\r\n${own}X: ${"x".repeat(9000)}\r\n\r\n`), / 431 /);
    assert.match(
      await said(port, `GET /page HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 9\r\n\r\n`),
      / 400 /,
    );
    assert.match(await said(port, "nonsense\r\n\r\n"), / 400 /);
  });
});

test("a page that cannot be made does not end the server", async () => {
  const failures: unknown[] = [];
  let kind = 0;
  const answer = (): Reply => {
    kind++;
    if (kind === 1) throw new Error("no <page>");
    return kind === 2 ? { ...page, headers: { location: "a\nb" } } : page;
  };
  await withServer({ answer, onFailure: (error) => failures.push(error) }, async ({ url }) => {
    const failed = await fetch(url);
    assert.deepEqual([failed.status, failed.headers.get("content-type")], [500, "text/plain; charset=utf-8"]);
    await assert.rejects(fetch(url));
    assert.equal((await fetch(url)).status, 200);
    assert.equal(failures.length, 2);
  });
});

test("a stream goes on until the server ends it", async () => {
  let outlet: Outlet | undefined;
  let ends = 0;
  const start = (one: Outlet): void => {
    outlet = one;
    one.onEnd(() => ends++);
    one.write("data: first\n\n");
  };
  const server = await openPageServer({ port: 0, token: "t", answer: () => ({ type: EVENT_STREAM, start }) });
  assert.equal((await fetch(new URL("/", server.url))).status, 403);
  const { body, headers } = await fetch(server.url);
  assert.equal(headers.get("content-type"), EVENT_STREAM);
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await reader.read()).value, "data: first\n\n");
  outlet!.write("data: second\n\n");
  assert.equal((await reader.read()).value, "data: second\n\n");
  await server.close();
  assert.equal((await reader.read()).done, true);
  assert.equal(outlet!.write("data: third\n\n"), false);
  assert.equal(ends, 1);
});

test("a reader that takes nothing is cut off, and one that has gone is known", async () => {
  let opened: (outlet: Outlet) => void = () => {};
  const answer = (): Reply => ({ type: EVENT_STREAM, start: (outlet) => opened(outlet) });
  await withServer({ answer }, async ({ port }) => {
    const reader = async (): Promise<[Socket, Outlet, Promise<void>]> => {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      const outlet = await new Promise<Outlet>((resolve) => {
        opened = resolve;
        socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      });
      return [socket, outlet, new Promise((resolve) => outlet.onEnd(resolve))];
    };
    const [silent, kept, cutOff] = await reader();
    const chunk = "x".repeat(256 * 1024);
    let chunks = 0;
    while (kept.write(chunk)) chunks++;
    assert.ok(chunks < 10, `${chunks}`);
    await cutOff;
    silent.destroy();
    const [leaving, left, gone] = await reader();
    leaving.destroy();
    await gone;
    assert.equal(left.write("data: x\n\n"), false);
  });
});

test("a port that is taken is named", async () => {
  await withServer({ answer: () => page }, async ({ port }) => {
    await assert.rejects(openPageServer({ port, answer: () => page }), {
      code: "port-taken",
      message: new RegExp(`port ${port} `),
    });
  });
});
