/** All servers are on the loopback. What is beyond this machine is one of its own addresses that are not the loopback's. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { type TestContext, test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { type Permitted, requirePermission } from "../../src/remote/permission.js";
import { tokenFor } from "../../src/remote/token.js";
import type { ServiceSource } from "../../src/result/service-source.js";
import { makeChain } from "../../src/tls/certificates.js";
import type { Identity, Security } from "../../src/tls/security.js";

const SECRET = "0123456789abcdef0123456789abcdef";
const { signal } = new AbortController();
const env = { PUSHBENCH_REMOTE_SECRET: SECRET };
const own = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ address, internal }) => !internal && isIPv4(address))?.address;
const skip = own === undefined && "this machine has the loopback alone";

const scenario = (services: Record<string, ServiceSource | undefined>, more: Partial<Permitted> = {}): Permitted =>
  ({
    approaches: Object.entries(services).map(([name, service]) => ({
      name,
      transport: name.startsWith("ws") ? "websocket" : "webhook",
      config: {},
      ...(service && { service }),
    })),
    arrivals: { executor: "constant-arrival-rate", perSecond: 10 },
    clients: 3,
    flow: "ingest",
    run: { rounds: 1, warmUpSeconds: 1, measureSeconds: 2, start: "warm" },
    ...more,
  }) as Permitted;

interface Given {
  securities?: ReadonlyMap<string, Security>;
  allowRemote?: string[];
  addresses?: Record<string, string>;
  generators?: number;
}

const ask = (
  asked: Permitted,
  { allowRemote = [], addresses = {}, generators = 1, securities = new Map() }: Given = {},
) =>
  requirePermission(asked, {
    allowRemote,
    generators,
    securities,
    env,
    signal,
    lookup: async (name) => [{ address: addresses[name] ?? assert.fail(`${name} is asked for`) }],
  });

const refusal =
  (code: string, ...says: RegExp[]) =>
  (error: unknown): true => {
    assert.ok(error instanceof PushbenchError, String(error));
    const text = [error.message, ...error.problems.map(({ at, message }) => `${at}: ${message}`), error.hint].join(
      "\n",
    );
    assert.equal(error.code, code, text);
    assert.equal(error.exitCode, 2);
    for (const one of says) assert.match(text, one);
    return true;
  };

/** A server at that address of this machine that answers with whatever token is said, and the requests that it was sent. */
async function server(
  t: TestContext,
  host: string,
  token: string,
  identity?: Identity,
): Promise<{ port: number; requests: string[] }> {
  const requests: string[] = [];
  const answers: RequestListener = ({ url, headers }, answer) => {
    requests.push(`${headers.host} ${url}`);
    answer.end(`${token}\n`);
  };
  const http =
    identity === undefined
      ? createServer(answers)
      : createSecureServer({ cert: identity.chain, key: identity.key }, answers);
  http.listen(0, host);
  await once(http, "listening");
  t.after(() => http.close());
  return { port: (http.address() as AddressInfo).port, requests };
}

test("reference services, commands and services on the loopback need nobody's consent, and no secret", async () => {
  const services = {
    reference: undefined,
    started: { command: "node server.js" },
    here: { url: "http://127.0.0.1:1" },
    six: { url: "http://[::1]:2" },
    either: { url: "http://localhost:3" },
    "ws-named": { url: "ws://mine.example:4" },
  };
  const permission = await requirePermission(scenario(services), {
    allowRemote: [],
    generators: 1,
    env: { PUSHBENCH_REMOTE_SECRET: "too short to be used" },
    signal,
    lookup: async (name) => [{ address: name === "mine.example" ? "127.0.0.1" : assert.fail(`${name} is asked for`) }],
  });
  assert.deepEqual(Object.fromEntries(permission.endpoints), {
    "ws-named": { url: "http://mine.example:4", address: "127.0.0.1" },
  });
  assert.equal(permission.mostEventsPerSecond, Number.POSITIVE_INFINITY);
  assert.ok(!permission.watch.isRemote("here"));
});

test("beyond this machine nothing is sent without consent", { skip }, async (t) => {
  const { port, requests } = await server(t, own!, tokenFor("shop.example", SECRET));
  const asked = scenario({ flask: { url: `http://shop.example:${port}` } });
  const addresses = { "shop.example": own! };
  const refused = refusal(
    "remote-refused",
    /The service of flask, shop\.example:\d+ \([\d.]+\), is not on this machine's loopback\. Nothing was sent to it\./,
    /http:\/\/shop\.example:\d+\/\.well-known\/pushbench\.txt answer what `pushbench remote-token shop\.example` prints/,
    /--allow-remote shop\.example\./,
  );
  await assert.rejects(ask(asked, { addresses }), refused);
  await assert.rejects(ask(asked, { addresses, allowRemote: ["example", "www.shop.example"] }), refused);
  await assert.rejects(
    ask(scenario({ flask: { url: `http://${own}:${port}` } }), { allowRemote: ["shop.example"] }),
    refusal("remote-refused", new RegExp(`--allow-remote ${own!.replaceAll(".", "\\.")}\\.`)),
  );
  assert.deepEqual(requests, []);
});

test("with consent and proof a target is reached at its pinned address", { skip }, async (t) => {
  const { port, requests } = await server(t, own!, tokenFor("shop.example", SECRET));
  const services = {
    flask: { url: `http://shop.example:${port}` },
    "ws-mine": { url: `ws://SHOP.example:${port}` },
    here: { url: "http://127.0.0.1:1" },
  };
  const { endpoints, mostEventsPerSecond, watch } = await ask(scenario(services), {
    allowRemote: ["shop.example,events=200"],
    addresses: { "shop.example": own! },
    generators: 4,
  });
  const reached = { url: `http://shop.example:${port}`, address: own, remote: { retriesPerSecond: 50 } };
  assert.deepEqual(endpoints.get("flask"), reached);
  assert.deepEqual(endpoints.get("ws-mine"), reached);
  assert.equal(mostEventsPerSecond, 200);
  assert.deepEqual([watch.isRemote("flask"), watch.isRemote("here")], [true, false]);
  assert.deepEqual(requests, [`shop.example:${port} /.well-known/pushbench.txt`], "one origin proves itself once");
});

test("a token of another host is no proof, and the refusal says which would be", { skip }, async (t) => {
  const { port, requests } = await server(t, own!, tokenFor("other.example", SECRET));
  const given = { allowRemote: ["shop.example"], addresses: { "shop.example": own! } };
  await assert.rejects(
    ask(scenario({ "ws-mine": { url: `ws://shop.example:${port}` } }), given),
    refusal(
      "remote-unproven",
      /shop\.example:\d+ does not prove that it is yours/,
      /shop\.example: http:\/\/shop\.example:\d+\/\.well-known\/pushbench\.txt does not hold the token/,
      /shop\.example: the upgrade of \/connect\?client=0 is answered 200 OK without a header pushbench-token/,
      new RegExp(`answer ${tokenFor("shop.example", SECRET)}, or give .* header "pushbench-token: `),
    ),
  );
  assert.equal(requests.length, 2);
});

test("another port of the same host may be another's, so it proves itself", { skip }, async (t) => {
  const [mine, other] = [await server(t, own!, tokenFor(own!, SECRET)), await server(t, own!, "hello")];
  const services = { mine: { url: `http://${own}:${mine.port}` }, other: { url: `http://${own}:${other.port}` } };
  await assert.rejects(
    ask(scenario(services), { allowRemote: [own!] }),
    refusal("remote-unproven", new RegExp(`${own}:${other.port} does not prove that it is yours`)),
  );
  assert.deepEqual([mine.requests.length, other.requests.length], [1, 1]);
});

test("what exceeds the caps is refused before anything is sent", { skip }, async (t) => {
  const { port, requests } = await server(t, own!, tokenFor(own!, SECRET));
  const services = { flask: { url: `http://${own}:${port}` } };
  const heavy = scenario(services, { arrivals: { executor: "poisson-arrival-rate", perSecond: 500 }, clients: 200 });
  await assert.rejects(
    ask(heavy, { allowRemote: [own!] }),
    refusal(
      "remote-over-cap",
      /arrivals: the schedule has 500 events per second at its peak, and the cap is 100/,
      /clients: there are 200 clients, and the cap is 100 clients/,
      new RegExp(`--allow-remote '${own!.replaceAll(".", "\\.")},events=500,clients=200'`),
    ),
  );
  assert.deepEqual(requests, []);
  assert.equal((await ask(heavy, { allowRemote: [`${own},events=500,clients=200`] })).mostEventsPerSecond, 500);
  assert.equal(requests.length, 1);
});

test("over TLS a target proves itself to those who trust its certificate", { skip }, async (t) => {
  const chain = await makeChain({ certificate: "P-256", names: [{ type: "dns", value: "shop.example" }] });
  const { port, requests } = await server(t, own!, tokenFor("shop.example", SECRET), chain);
  const asked = scenario({ "ws-live": { url: `wss://shop.example:${port}` } });
  const security = { version: "1.3", resumption: "on", handshakeSeconds: 5, servername: "shop.example" } as const;
  const given = (tls: Security): Given => ({
    ...{ allowRemote: ["shop.example"], addresses: { "shop.example": own! } },
    securities: new Map([["ws-live", tls]]),
  });
  await assert.rejects(
    ask(asked, given(security)),
    refusal(
      "remote-unproven",
      /https:\/\/shop\.example:\d+\/\.well-known\/pushbench\.txt cannot be read \(TLS: the certificate/,
    ),
  );
  assert.deepEqual(requests, []);
  const { endpoints } = await ask(asked, given({ ...security, ca: chain.root }));
  const { url, address } = endpoints.get("ws-live")!;
  assert.deepEqual([url, address], [`https://shop.example:${port}`, own]);
  assert.equal(requests.length, 1);
});

test("what cannot be asked of a machine that is not this one is listed", async () => {
  const services = { hook: { url: "http://10.9.8.7" } };
  const asked = scenario(services, {
    arrivals: { executor: "constant-concurrency", windowPerClient: 1 },
    flow: "relay",
    network: { roundTripMs: 5 },
  } as Partial<Permitted>);
  await assert.rejects(
    ask(asked, { allowRemote: ["10.9.8.7"] }),
    refusal(
      "remote-unplayable",
      /This cannot be asked of 10\.9\.8\.7/,
      /arrivals: constant-concurrency sends as fast as the target answers/,
      /network: /,
      /approaches\.hook: in flow relay, the target would send webhooks to clients on this machine's loopback/,
    ),
  );
});

test("no address that names no machine is asked, whatever is allowed", async () => {
  await assert.rejects(
    ask(scenario({ flask: { url: "http://any.example" } }), {
      allowRemote: ["any.example"],
      addresses: { "any.example": "0.0.0.0" },
    }),
    refusal("target-unusable", /any\.example cannot be a target: it resolves to 0\.0\.0\.0/),
  );
});
