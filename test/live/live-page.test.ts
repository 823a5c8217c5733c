/** Real sockets: what the page's server gives to whom, and that no reader keeps the run from ending. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { LivePage } from "../../src/live/live-page.js";
import { eventsAt } from "./events-at.js";
import { eventsOf, slice } from "./told.js";

const files = [
  { file: "report.md", text: "# no" },
  { file: "report.html", text: `<!doctype html><title>The report</title>${"x".repeat(500_000)}` },
];

async function withPage(use: (page: LivePage, clock: { ms: number }) => Promise<void>): Promise<void> {
  const clock = { ms: 5000 };
  const page = await LivePage.open({ title: "Chat <b>", folder: "reports/x", isStudy: false, nowMs: () => clock.ms });
  try {
    await use(page, clock);
  } finally {
    await page.close();
  }
}

const statusFor = async (url: string, host: string): Promise<number> => {
  const asked = request(url, { headers: { host } }).end();
  const [answer] = await once(asked, "response");
  answer.resume();
  return answer.statusCode;
};

test("only whoever has the address, and nobody by another host, sees the page, and nothing else is there", async () => {
  await withPage(async ({ url }) => {
    const { host, origin } = new URL(url);
    assert.equal(new URL(url).hostname, "127.0.0.1");
    for (const path of ["", "events"]) {
      assert.equal(await statusFor(`${origin}/${path}`, host), 403);
      assert.equal(await statusFor(`${url.slice(0, -2)}x/${path}`, host), 403);
      assert.equal(await statusFor(`${url}${path}`, "evil.example"), 403);
    }
    for (const path of ["result.json", "package.json", "events/", "events/x"])
      assert.equal((await fetch(url + path)).status, 404, path);
    const { headers, body } = await fetch(url);
    const html = await new Response(body).text();
    assert.match(headers.get("content-security-policy")!, /script-src 'sha256-[\w+/=]+';/);
    assert.ok(![...headers.keys()].some((name) => name.startsWith("access-control-")));
    assert.equal(html.match(/<\/script>/g)?.length, 1); // nothing in the script ends it
    assert.match(html, /<h1>Chat &lt;b&gt;, live<\/h1>/);
  });
});

test("every page gets all first, then changes, at most one a second between slices, and then the report", async () => {
  await withPage(async (page, clock) => {
    const [one, other] = [eventsAt(`${page.url}events`), eventsAt(`${page.url}events`)];
    assert.equal((await one.next()).value!.event, "whole");
    for (const event of eventsOf(2).slice(0, 2)) page.tell(event);
    assert.equal((await one.next()).value!.event, "whole"); // there are approaches now
    assert.equal((await one.next()).value!.event, "change");
    clock.ms += 1000;
    page.tell(slice("webhook"));
    const { event, data } = (await one.next()).value!;
    assert.deepEqual([event, (data as { points: unknown[][] }).points.map(({ length }) => length)], ["change", [1, 0]]);
    page.tell(slice("websocket"));
    clock.ms += 300;
    page.tell(slice("websocket"));
    assert.match(await (await fetch(page.url)).text(), /<th scope="row">websocket<\/th><td class="words">measured/); // as a reload sees it
    clock.ms += 700;
    page.tell(slice("webhook"));
    const later = (await one.next()).value!.data as { points: unknown[][] };
    assert.deepEqual(
      later.points.map(({ length }) => length),
      [1, 2],
    );
    assert.equal((await other.next()).value!.event, "whole");
    page.showEnd(files);
    page.showEnd([]); // the first counts
    for (const tab of [one, other, eventsAt(`${page.url}events`)]) {
      let last: { event: string; data: unknown } | undefined;
      for await (const sent of tab) last = sent;
      assert.deepEqual([last!.event, last!.data], ["end", files[1]!.text]);
    }
    const report = await fetch(page.url);
    assert.equal(await report.text(), files[1]!.text);
    assert.doesNotMatch(report.headers.get("content-security-policy")!, /script-src/);
  });
});

test("a tab that reads nothing holds no memory, and does not hold the end up for a second", async () => {
  await withPage(async (page, clock) => {
    const { port, pathname } = new URL(page.url);
    const stuck = connect(Number(port), "127.0.0.1").pause();
    stuck.on("error", () => {});
    stuck.write(`GET ${pathname}events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    const reader = eventsAt(`${page.url}events`);
    await reader.next();
    for (const event of eventsOf(2)) page.tell(event);
    for (let i = 0; i < 50; i++) {
      clock.ms += 1000;
      page.tell(slice("webhook"));
    }
    page.showEnd([{ file: "report.html", text: "y".repeat(12e6) }]); // more than any socket takes
    const startMs = performance.now();
    await page.close();
    assert.ok(performance.now() - startMs < 1000);
    stuck.destroy();
  });
});

test("a run that broke off before its report says so on the page", async () => {
  const page = await LivePage.open({ title: "t", folder: "reports/<x>", isStudy: true, nowMs: () => 0 });
  const tab = eventsAt(`${page.url}events`);
  await tab.next();
  const closing = page.close();
  const { event, data } = (await tab.next()).value!;
  assert.equal(event, "end");
  assert.match(String(data), /It has no report[\s\S]*reports\/&lt;x&gt;/);
  await closing;
});
