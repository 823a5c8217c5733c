/**
 * Whole runs to a service beyond the loopback. It listens at another address of this machine, so that nothing leaves it, and is reached
 * by a name that only the test resolves.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { runBench } from "../../src/bench/bench.js";
import { TOKEN_PATH } from "../../src/remote/proof.js";
import { tokenFor } from "../../src/remote/token.js";
import { loadScenario } from "../../src/scenario/load.js";
import { pushbench, shortRun } from "./command-line.js";
import { scratchFolder } from "./processes.js";

const SECRET = "0123456789abcdef0123456789abcdef";
const own = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ address, internal }) => !internal && isIPv4(address))?.address;
const skip = own === undefined && "this machine has the loopback alone";

async function service(t: TestContext, host: string, token: string, take: RequestListener) {
  const requests: string[] = [];
  const server = createServer((request, answer) => {
    requests.push(`${request.method} ${request.headers.host}${request.url}`);
    request.resume();
    if (request.url === TOKEN_PATH) answer.end(token);
    else take(request, answer);
  });
  server.listen(0, host);
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, requests };
}

const PLAYED = "webhook-to-shop";
const overridesFor = (url: string): string[] => [
  `approaches={"${PLAYED}":{"transport":"webhook","service":{"url":"${url}"},"retries":{"schedule":[${new Array(100).fill(0.05)}],"timeScale":1}}}`,
  'arrivals={"executor":"constant-arrival-rate","perSecond":40}',
  "objectives={}",
];

async function played(t: TestContext, url: string, seconds: number) {
  const timing = [`run.measureSeconds=${seconds}`, "run.sliceSeconds=0.25", "run.rounds=1", "run.drainSeconds=0.5"];
  const overrides = [...overridesFor(url), ...timing, "run.warmUpSeconds=0.5"];
  const scenario = await loadScenario("payment", { directories: ["scenarios"], overrides });
  let slices = 0;
  const { result, failure } = await runBench({
    scenario,
    scenarioGiven: "payment",
    overrides,
    quick: true,
    directory: scratchFolder(t),
    pushbenchVersion: "0.0.0",
    entries: {
      service: path.resolve("dist/src/services/service-entry.js"),
      generator: path.resolve("dist/src/generators/generator-entry.js"),
    },
    generators: 1,
    port: 0,
    signal: new AbortController().signal,
    onlySlices: true,
    listeners: [
      ({ type }) => {
        if (type === "slice-finished") slices++;
      },
    ],
    remote: {
      allowRemote: ["shop.example"],
      env: { PUSHBENCH_REMOTE_SECRET: SECRET },
      lookup: async () => [{ address: own! }],
    },
  });
  return { result, failure, slices };
}

test("a service that proves itself is loaded at its pinned address, at no higher rate than is allowed", {
  skip,
}, async (t) => {
  const { port, requests } = await service(t, own!, tokenFor("shop.example", SECRET), (_, answer) =>
    answer.writeHead(204).end(),
  );
  const { result, failure } = await played(t, `http://shop.example:${port}`, 0.5);
  assert.equal(failure, undefined);
  const [{ deliveries, warmUp }] = result.rounds[0]!.approaches as [(typeof result.rounds)[0]["approaches"][0]];
  assert.equal(deliveries.delivered, 20);
  assert.ok(warmUp!.eventsPerSecond! <= 100, `warmed up at ${warmUp!.eventsPerSecond} events per second`);
  assert.equal(requests[0], `GET shop.example:${port}${TOKEN_PATH}`);
  assert.ok(requests.every((line) => line.includes(` shop.example:${port}/`)));
});

test("a service that gives nothing but errors is left alone after three windows", { skip }, async (t) => {
  const times: number[] = [];
  const ids = new Set<unknown>();
  const { port } = await service(t, own!, tokenFor("shop.example", SECRET), ({ headers }, answer) => {
    ids.add(headers["webhook-id"]);
    times.push(performance.now());
    answer.writeHead(times.length < 2 ? 204 : 500).end();
  });
  const { failure, slices, result } = await played(t, `http://shop.example:${port}`, 10);
  assert.equal(failure?.code, "remote-given-up");
  assert.equal(failure?.exitCode, 4);
  assert.match(
    failure!.message,
    new RegExp(
      `^shop\\.example:${port} \\(${PLAYED}\\) was given up after 3 windows of nothing but errors\\. The last were: 500 `,
    ),
  );
  assert.equal(result.state, "failed");
  assert.ok(slices <= 4, `${slices} slices`);
  const [seconds, again] = [(times.at(-1)! - times[0]!) / 1e3, times.length - ids.size];
  assert.ok(
    again > 50 && again <= 100 * seconds + 10,
    `${again} second attempts in ${seconds} s: at most 100 per second`,
  );
});

test("a service that asks to be left alone is, and every event comes to something", { skip }, async (t) => {
  const posts: number[] = [];
  const { port } = await service(t, own!, tokenFor("shop.example", SECRET), (_, answer) => {
    posts.push(performance.now());
    if (posts.length === 31) answer.writeHead(429, { "Retry-After": "1" }).end();
    else answer.writeHead(204).end();
  });
  const { result, failure } = await played(t, `http://shop.example:${port}`, 2);
  assert.equal(failure, undefined);
  const { deliveries } = result.rounds[0]!.approaches[0]!;
  const { expected, delivered, lost, rejected, pending = 0 } = deliveries;
  assert.equal(expected, 80);
  assert.equal(delivered + pending, 80, JSON.stringify(deliveries));
  assert.deepEqual([lost, rejected], [0, 0]);
  assert.ok(delivered > 60, JSON.stringify(deliveries));
  assert.ok(deliveries.reasons["not sent: the target asked to be left alone (Retry-After) (held back)"]! > 5);
  const gaps = posts.slice(1).map((atMs, i) => atMs - posts[i]!);
  assert.ok(Math.max(...gaps) >= 950, "the requests that were under way, and then nothing for a second");
});

test("the command line refuses it, says the way out, and takes it", { skip }, async (t) => {
  const env = { ...process.env, PUSHBENCH_REMOTE_SECRET: SECRET };
  const token = (await pushbench(["remote-token", own!], { env })).stdout;
  assert.equal(token, `${tokenFor(own!, SECRET)}\n`);
  const { port, requests } = await service(t, own!, token, (_, answer) => answer.writeHead(204).end());
  const sets = overridesFor(`http://${own}:${port}`).flatMap((one) => ["--set", one]);
  const argv = ["bench", "payment", ...sets, ...shortRun(), "--out", scratchFolder(t)];
  const refused = await pushbench(argv, { env });
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stderr, /is not on this machine's loopback\. Nothing was sent to it\./);
  assert.ok(refused.stderr.includes(`--allow-remote ${own}.`), refused.stderr);
  assert.deepEqual(requests, []);
  const capped = await pushbench([...argv, "--allow-remote", `${own},events=30`], { env });
  assert.equal(capped.exitCode, 2);
  assert.ok(capped.stderr.includes(`--allow-remote '${own},events=40'`), capped.stderr);
  assert.deepEqual(requests, []);
  const allowed = await pushbench([...argv, "--allow-remote", `${own},events=40`], { env });
  assert.equal(allowed.exitCode, 0, allowed.stderr + allowed.stdout);
});
