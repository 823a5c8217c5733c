import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { examine, type Received } from "../../src/web/request.js";

const PORT = 4321;
const asked = (target: string, other: Partial<Received> = {}): Received => ({
  method: "GET",
  target,
  hosts: [`127.0.0.1:${PORT}`],
  hasBody: false,
  ...other,
});
const statusOf = (received: Received, token?: string): number => {
  const examined = examine(received, { port: PORT, token });
  return "body" in examined ? (examined.status ?? 200) : 200;
};

test("only the server's own address is a host", () => {
  const status = (...hosts: string[]): number => statusOf(asked("/", { hosts }));
  for (const host of [`127.0.0.1:${PORT}`, `localhost:${PORT}`, `LOCALHOST:${PORT}`, `[::1]:${PORT}`])
    assert.equal(status(host), 200, host);
  const foreign = [
    "",
    "127.0.0.1",
    "localhost",
    "127.0.0.1:80",
    `evil.example:${PORT}`,
    `127.0.0.1:${PORT}.evil.example`,
  ];
  for (const host of [...foreign, `0.0.0.0:${PORT}`, `127.0.0.2:${PORT}`]) assert.equal(status(host), 403, host);
  assert.equal(status(), 403, "none");
  assert.equal(status(`127.0.0.1:${PORT}`, `127.0.0.1:${PORT}`), 403, "two");
});

test("a browser leaves out the port 80", () => {
  const examined = examine(asked("/", { hosts: ["localhost"] }), { port: 80 });
  assert.ok(!("body" in examined));
});

test("pages can only be read", () => {
  assert.equal(statusOf(asked("/", { method: "HEAD" })), 200);
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
    assert.equal(statusOf(asked("/", { method })), 405, method);
  assert.equal(statusOf(asked("/", { hasBody: true })), 400);
});

test("a path that leads out of the pages is none", () => {
  const wrong = [
    "*",
    "http://evil.example/",
    "//evil.example/",
    "/a//b",
    "/../x",
    "/a/%2e%2e/b",
    "/a/.",
    "/%2Fetc/passwd",
  ];
  for (const target of [...wrong, "/a%2fb", "/a%00b", "/%", "/%ff", "/%c0%ae%c0%ae/"])
    assert.equal(statusOf(asked(target)), 400, target);
});

test("whatever is asked, no part of a path could leave a folder", () => {
  const pieces = fc.constantFrom(
    "/",
    ".",
    "..",
    "%2e",
    "%2F",
    "%5c",
    "\\",
    "%00",
    "a",
    "%",
    "?",
    "ä",
    "%c3%a4",
    "%25",
    "2e",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (made) => {
      const examined = examine(asked(`/${made.join("")}`), { port: PORT });
      if ("body" in examined) return;
      for (const part of examined.path) assert.ok(!/^\.{0,2}$|[/\0]/.test(part), JSON.stringify(part));
    }),
  );
});

test("paths are decoded once, and the query is read", () => {
  const examined = examine(asked("/at/a%20%252e/b/?q=x+y&q=z&w"), { port: PORT });
  assert.ok(!("body" in examined));
  assert.deepEqual(examined.path, ["at", "a %2e", "b"]);
  assert.equal(examined.endsInSlash, true);
  assert.deepEqual(examined.query.getAll("q"), ["x y", "z"]);
});

test("where a token is asked for, the first part of the path must be it", () => {
  const token = "tokenOfThisServer";
  for (const target of ["/", "/x", `/${token}x/`, `/${token.slice(1)}/`, `/x/${token}/`, `/?token=${token}`])
    assert.equal(statusOf(asked(target), token), 403, target);
  const examined = examine(asked(`/${token}/events`), { port: PORT, token });
  assert.ok(!("body" in examined));
  assert.deepEqual(examined.path, ["events"]);
  assert.equal(statusOf(asked(`/${token}`), token), 302);
});

test("a refusal repeats neither the token nor what was asked", () => {
  const examined = examine(asked("/<script>", { hosts: ["<b>"] }), { port: PORT, token: "secret" });
  assert.ok("body" in examined);
  assert.doesNotMatch(String(examined.body), /secret|script|<b>/);
});

test("a page of another site may lead here, and has no part of what is here", () => {
  const status = (fetchSite: string, fetchDestination: string): number =>
    statusOf(asked("/", { fetchSite, fetchDestination }));
  for (const destination of ["image", "script", "iframe", "empty", "style"]) {
    assert.equal(status("cross-site", destination), 403, destination);
    assert.equal(status("same-site", destination), 403, destination);
    assert.equal(status("same-origin", destination), 200, destination);
  }
  for (const site of ["cross-site", "none", "same-origin"]) assert.equal(status(site, "document"), 200, site);
});
