/** Keepers of services that speak TLS: with a certificate that their clients trust, and with others. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { LOOPBACK } from "../../src/loopback.js";
import { adviceOnTls } from "../../src/services/first-refusal.js";
import type { StartRequest } from "../../src/services/service-entry.js";
import { makeChain } from "../../src/tls/certificates.js";
import type { Security } from "../../src/tls/security.js";
import { config } from "../../src/transports/webhook/config.js";
import { config as webSocketConfig } from "../../src/transports/websocket/config.js";
import { scratchFolder } from "../end-to-end/processes.js";
import { CALL_MS, keeperOf, receiver, refusal, request, started } from "./keeper.js";

/** Its name is not localhost, so whoever asks for that is refused. */
const chain = await makeChain({ certificate: "P-256", names: [{ type: "dns", value: "shop.example" }] });
const trusted: Security = {
  ...{ version: "1.3", resumption: "on", handshakeSeconds: 5 },
  ...{ ca: chain.root, servername: "shop.example" },
};

const secured = (tls: Security, asked: StartRequest = request): StartRequest => ({ ...asked, tls });

/** A service that somebody else runs. It writes down what it is asked for. */
async function foreign(context: TestContext) {
  const seen: string[] = [];
  const server = createServer({ cert: chain.chain, key: chain.key }, async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    seen.push(`${incoming.method} ${incoming.url} ${body}`);
    response.writeHead(204).end();
  }).listen(0, LOOPBACK);
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, port: (server.address() as AddressInfo).port };
}

const subscribe = { path: "/subscribers", body: "{{url}}" };
const relay: StartRequest = {
  ...request,
  config: config.parse({ signature: "none", path: "/hook", connection: "new", tls: true, subscribe }),
  topology: { flow: "relay", clients: 2, roomSize: 2 },
};

test("a service at an https URL is asked and told over TLS, by the paths that were given and no others", async (context) => {
  const { port, seen } = await foreign(context);
  const { worker } = keeperOf(context, { url: `https://localhost:${port}` });
  const url = `https://127.0.0.1:${port}`;
  assert.deepEqual(await worker.call("start", secured(trusted, relay), CALL_MS), { port, url });
  await worker.call("subscribe", [{ client: 1, url: "http://127.0.0.1:11" }], CALL_MS);
  const [first, ...further] = seen;
  assert.match(first!, /^POST \/hook \{/);
  assert.deepEqual(further, ["POST /subscribers http://127.0.0.1:11"]);
});

test("a command is spoken to over TLS at its port", async (context) => {
  const folder = scratchFolder(context);
  const [certificate, key] = [path.join(folder, "chain.pem"), path.join(folder, "key.pem")];
  writeFileSync(certificate, chain.chain);
  writeFileSync(key, chain.key);
  const service = started(receiver(), { env: { CERTIFICATE: certificate, KEY: key } });
  const { worker } = keeperOf(context, service);
  const { url, port } = await worker.call("start", secured(trusted), CALL_MS);
  assert.equal(url, `https://127.0.0.1:${port}`);
  const distrusted = await refusal(keeperOf(context, service), secured({ ...trusted, servername: "localhost" }));
  assert.match(
    distrusted.message,
    /^The mine service \(.*\) is not trusted: TLS: the certificate is for another name \(ERR_TLS_CERT_ALTNAME_INVALID\)\.$/,
  );
  assert.match(distrusted.hint!, /tls: \{ servername: shop\.example \}/);
});

for (const transport of ["webhook", "websocket"] as const) {
  test(`a certificate that nobody trusts ends the wait at once, with a way out: ${transport}`, async (context) => {
    const { port } = await foreign(context);
    const { ca: _unknown, ...unaware } = trusted;
    const settings = transport === "webhook" ? request.config : webSocketConfig.parse({ path: "/" });
    const asked = { ...request, transport, config: settings };
    const keeper = keeperOf(context, { url: `https://localhost:${port}` }, 60); // the call ends before that
    const { code, message, hint } = await refusal(keeper, secured(unaware, asked));
    assert.equal(code, "service-not-ready");
    assert.match(
      message,
      /^The mine service \(https:\/\/localhost:\d+\) is not trusted: TLS: the certificate was issued by nobody who is trusted \(/,
    );
    assert.match(hint!, /tls: \{ ca: root\.pem \}/);
  });
}

test("where one side alone speaks TLS, the error says so", () => {
  const noTls = "client 0: TLS: the peer does not speak TLS, or another version (ERR_SSL_WRONG_VERSION_NUMBER)";
  assert.match(adviceOnTls(noTls, true)!, /take `tls` out/);
  for (const reason of ["connection closed", "the connection ended before the answer to the upgrade", "ECONNRESET"]) {
    assert.match(adviceOnTls(reason, false)!, /tls: true for a command, and https or wss in a URL/);
    assert.equal(adviceOnTls(reason, true), undefined);
  }
  const noH2 = "TLS: there is no protocol that both sides offer (ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL)";
  assert.match(adviceOnTls(noH2, true)!, /choose h2 where the approach says http2: true/);
  assert.equal(adviceOnTls("404 Not Found", false), undefined);
});
