/** Commands that do not become a service: each is told with its reason and a way out, and nothing of it stays. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import type { StartedService } from "../../src/result/service-source.js";
import { freePort } from "../../src/services/free-port.js";
import { isAlive, until } from "../end-to-end/processes.js";
import { keeperOf, receiver, refusal, started } from "./keeper.js";

/** How long a service has that will not become ready: long enough for Node to start on a busy machine and to listen elsewhere. */
const SHORT_SECONDS = 3;

test("a program that is not there is told as the shell tells it", async (context) => {
  const error = await refusal(keeperOf(context, started("no-such-program --port")));
  assert.match(error.message, /^The mine service \(no-such-program --port\) died: it ended with exit code 127\.$/);
  assert.match(error.hint!, /^The shell did not find that program: .* Its last words: .*no-such-program.*not found/);
});

test("a program that ends at once is told by its exit code and its last words", async (context) => {
  const error = await refusal(keeperOf(context, started("echo no licence >&2; exit 3")));
  assert.match(error.message, /died: it ended with exit code 3\.$/);
  assert.match(error.hint!, /must stay in the foreground.* Its last words: no licence$/);
});

test("a command that ends in order before anybody listens has died as well", async (context) => {
  assert.match((await refusal(keeperOf(context, started("true")))).message, /died: it ended with exit code 0\.$/);
});

test("a folder that is not there is named, and nothing starts", async (context) => {
  const error = await refusal(keeperOf(context, started("touch started", { cwd: "/no/such/folder" })));
  assert.equal(error.message, "The mine service cannot start in /no/such/folder: there is no such folder.");
});

/** Starts it, and checks that nothing of it stays once its keeper is stopped. */
async function unready(context: Parameters<typeof keeperOf>[0], service: StartedService, seconds = SHORT_SECONDS) {
  const keeper = keeperOf(context, { ready: { seconds }, ...service });
  const error = await refusal(keeper);
  const members = [...keeper.group.find()];
  await keeper.worker.stop();
  await until("all are gone", () => !members.some(isAlive), 5_000);
  return error;
}

test("a service that never listens is given up after its own time", async (context) => {
  const error = await unready(context, started("echo loading; sleep 60"), 0.3);
  assert.equal(error.code, "service-not-ready");
  assert.match(
    error.message,
    /^The mine service \(echo loading; sleep 60, still running\) was not ready after 0\.3 s: nobody accepts connections at 127\.0\.0\.1:(\d+) or \[::1\]:\1\.$/,
  );
  assert.equal(error.hint, "It must accept connections at $HOST:$PORT. Its last words: loading");
});

test("a service that listens elsewhere is told where", async (context) => {
  const port = await freePort();
  const error = await unready(context, started(`PORT=${port} exec ${receiver()}`));
  assert.match(error.message, new RegExp(`, but its processes listen on 127\\.0\\.0\\.1:${port}\\.$`));
  assert.match(error.hint!, new RegExp(`If ${port} is the one, say port: ${port}\\.`));
});

test("a service that does not print its port is told so, with the port at which it listens", async (context) => {
  const port = await freePort();
  const env = { PORT: String(port) };
  const error = await unready(context, started(receiver(), { port: { pattern: "on port (\\d+)" }, env }));
  assert.match(
    error.message,
    new RegExp(
      `: it printed no port that matches /on port \\(\\\\d\\+\\)/, but its processes listen on 127\\.0\\.0\\.1:${port}\\.$`,
    ),
  );
  assert.match(error.hint!, /python3 -u/);
});

test("a pattern whose group is no port is told what it found", async (context) => {
  const error = await unready(
    context,
    started("echo listening on http; sleep 60", { port: { pattern: "on (\\w+)" } }),
    1,
  );
  assert.match(error.message, / printed no port: "on http" matches, but its first group \("http"\) is no port\.$/);
});

test("a port that somebody else has is refused before anything starts: otherwise that program would be measured", async (context) => {
  for (const host of ["127.0.0.1", "::1"]) {
    const other = createServer().listen(0, host);
    context.after(() => other.close());
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const error = await refusal(keeperOf(context, started("echo started >&2; sleep 60", { port })));
    assert.equal(error.code, "port-taken");
    assert.match(
      error.message,
      new RegExp(
        `^The mine service cannot have port ${port}: .*node.* \\(pid ${process.pid}\\) listens there already\\.$`,
      ),
    );
    assert.match(error.hint!, new RegExp(`service: \\{ url: "http://localhost:${port}", pid: ${process.pid} \\}`));
    assert.doesNotMatch(error.hint!, /started/);
  }
});

test("a port that somebody else takes meanwhile is no service of the command", async (context) => {
  const port = await freePort();
  const keeper = keeperOf(context, { ...started("sleep 60", { port }), ready: { seconds: 1 } });
  const starting = refusal(keeper);
  await until("it runs", () => keeper.group.find().length > 0);
  const other = createServer().listen(port, "127.0.0.1");
  context.after(() => other.close());
  await once(other, "listening");
  assert.match((await starting).message, new RegExp(`: .*node.* \\(pid ${process.pid}\\) listens on port ${port}\\.$`));
});

test("a service that accepts and never answers is not ready", async (context) => {
  const error = await unready(context, started(receiver("never-answers")), 2);
  assert.match(error.message, /was not ready after 2 s: its first request had no answer\.$/);
});

test("a service that refuses the first request is not ready, and its answer is told", async (context) => {
  const error = await unready(context, started(receiver("starts-slowly", "1000")), 2);
  assert.match(error.message, /was not ready after 2 s: .*503/);
});

test("a daemon that drops its environment is not taken for the command, and is named when the command has ended", async (context) => {
  const listens = `until bash -c "</dev/tcp/$HOST/$PORT"; do sleep 0.05; done 2>&-`;
  const command = `env -i HOST=$HOST PORT=$PORT setsid --fork ${receiver()}; ${listens}; exit 0`;
  const error = await refusal(keeperOf(context, started(command)));
  const pid = Number(
    /(?:own-receiver\.js|…) \(pid (\d+)\) listens on port \d+\. If the command started it, end it by hand\.$/.exec(
      error.hint!,
    )?.[1],
  );
  context.after(() => process.kill(pid, "SIGKILL"));
  assert.match(error.message, /died: it ended with exit code 0\.$/);
});
