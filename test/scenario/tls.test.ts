/** TLS in a scenario: what a scenario says of all approaches, what they say themselves, and what cannot be with their services. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { PushbenchError } from "../../src/errors.js";
import { approachRecords, selectApproaches } from "../../src/scenario/approaches.js";
import { defineScenario, type ScenarioInput } from "../../src/scenario/define.js";
import { loadScenario } from "../../src/scenario/load.js";
import { makeChain } from "../../src/tls/certificates.js";
import { folderOf, scenarioText } from "./scenario-file.js";

const ingest = (changes: Parameters<typeof scenarioText>[0] = {}) =>
  scenarioText({ flow: "flow: ingest", rooms: undefined, ...changes });

interface Given {
  text?: string;
  overrides?: string[];
  approaches?: string[];
}

/** `tls` of each approach of a scenario, with the line `tls:` at its end. */
const settings = async (context: TestContext, { text = ingest(), overrides = [], approaches = [] }: Given) => {
  const cwd = await folderOf(context, { "x.yaml": text });
  const scenario = await loadScenario("./x.yaml", { directories: [], cwd, overrides, approaches });
  return Object.fromEntries(scenario.approaches.map(({ name, config }) => [name, config.tls]));
};

const problems = async (context: TestContext, given: Given): Promise<string[]> =>
  settings(context, given).then(
    () => assert.fail("it was taken"),
    (error: PushbenchError) => error.problems.map(({ at, message }) => `${at} ${message}`),
  );

const usual = { version: "1.3", certificate: "P-256", resumption: "on", handshakeSeconds: 10 } as const;
const mine = (more: string) => [`mine={transport: webhook, ${more}}`];

test("a scenario's tls holds for each approach as far as it says nothing itself, and has no service of its own", async (context) => {
  const text = ingest({
    approaches:
      'approaches: { webhook: , websocket: { transport: websocket, tls: false }, "webhook-tls-new-connection": , "webhook-tls": , own: { transport: websocket, service: { command: x } } }',
    run: "tls: { version: 1.2 }",
  });
  assert.deepEqual(await settings(context, { text }), {
    webhook: { ...usual, version: "1.2" },
    websocket: false,
    "webhook-tls-new-connection": { ...usual, version: "1.2", resumption: "off" },
    "webhook-tls": { ...usual, version: "1.2" },
    own: undefined,
  });
  const off = ingest({ approaches: "approaches: { webhook: , webhook-tls: }", run: "tls: false" });
  assert.deepEqual(await settings(context, { text: off }), { webhook: false, "webhook-tls": true });
  const others = ingest({ approaches: undefined, run: "tls: true" });
  assert.deepEqual(await settings(context, { text: others }), { webhook: true, websocket: true });
});

test("--set changes it for all or for one, and takes it out", async (context) => {
  const set = (...overrides: string[]) => settings(context, { overrides });
  assert.deepEqual(await set("tls=true"), { webhook: true, websocket: true });
  assert.deepEqual(await set("tls=true", "tls=null"), { webhook: undefined, websocket: undefined });
  assert.deepEqual(await set("tls=true", "approaches.webhook.tls.resumption=off"), {
    webhook: { ...usual, resumption: "off" },
    websocket: true,
  });
  const built = await set("approaches={}", "approaches.webhook-tls.tls.version=1.2"); // it says tls: true
  assert.deepEqual(built, { "webhook-tls": { ...usual, version: "1.2" } });
});

test("approaches that are named later have it as well, those of the command line and built-in ones", async (context) => {
  const given = await settings(context, { overrides: ["tls=true"], approaches: mine("connection: new") });
  assert.deepEqual(given, { webhook: true, websocket: true, mine: true });
  const approaches = approachRecords({ only: { transport: "sse" } });
  const chosen = await selectApproaches({ approaches, flow: "relay", tls: true }, ["webhook", "webhook-http2", "only"]);
  assert.deepEqual(
    chosen.approaches.map(({ config }) => config.tls),
    [true, true, undefined],
  );
  const older = await selectApproaches({ approaches, flow: "ingest", tls: { ...usual, version: "1.2" } as const }, [
    "webhook-tls",
  ]);
  assert.deepEqual(older.approaches[0]!.config.tls, { ...usual, version: "1.2" });
});

test("what is no setting is refused where it stands", async (context) => {
  const set = (...overrides: string[]) => problems(context, { overrides });
  assert.deepEqual(await set("tls=on"), [
    '--set tls=on must be true or false or { version, certificate, resumption, handshakeSeconds }, got "on". Did you mean true?',
  ]);
  assert.match((await set("tls.version=1.1")).join(), /^--set tls\.version=1\.1 must be .*1\.2.*got 1\.1/);
  assert.match((await set("tls.ca=root.pem")).join(), /^--set tls\.ca=root\.pem is not known here/);
  const inside = await set("approaches.webhook.tls=false", "approaches.webhook.tls.version=1.2");
  assert.match(inside.join(), /approaches\.webhook\.tls is false: there is nothing inside it to set/);
  assert.match((await set("approaches.webhook.http2=true")).join(), /webhook\.http2.* needs tls/);
});

test("the URL of a service says whether it is spoken to over TLS", async (context) => {
  const of = async (more: string) => (await settings(context, { approaches: mine(more) })).mine;
  assert.equal(await of('service: { url: "https://localhost:8443" }'), true);
  assert.equal(await of('service: { url: "https://localhost:8443" }, http2: true'), true);
  assert.equal(await of('service: { url: "http://localhost:8080" }'), undefined);
  assert.equal(await of("service: { command: x }, tls: true"), true);
  const shorthand = { approaches: ["mine=https://localhost:8443/ node server.js"] };
  assert.equal((await settings(context, shorthand)).mine, true);
  const overridden = await settings(context, {
    ...shorthand,
    overrides: ["approaches.mine.tls.servername=shop.example"],
  });
  const { certificate: _certificate, ...ofClients } = usual;
  assert.deepEqual(
    overridden.mine,
    { ...ofClients, servername: "shop.example" },
    "the service has its own certificate",
  );
  const refused = async (more: string) => (await problems(context, { approaches: mine(more) })).join();
  assert.match(
    await refused('service: { url: "http://localhost:8080" }, tls: true'),
    /^--approach mine tls needs a URL that begins with https or wss/,
  );
  assert.match(
    await refused('service: { url: "https://localhost:8443" }, tls: false'),
    /^--approach mine tls is false, but the service's URL begins with https/,
  );
});

test("a certificate of the run is for reference services, a file of certificates for one's own", async (context) => {
  const refused = async (more: string) => problems(context, { approaches: mine(more) });
  assert.match(
    (await refused("service: { command: x }, tls: { certificate: RSA-2048 }")).join(),
    /^--approach mine tls\.certificate is not for a service of your own/,
  );
  const [ca, servername] = await refused("tls: { ca: root.pem, servername: shop.example }");
  assert.match(ca!, /^--approach mine tls\.ca is for a service of your own/);
  assert.match(servername!, /^--approach mine tls\.servername is for a service of your own/);
});

test("a file of certificates is looked for where the approach was spelled out, and must hold one", async (context) => {
  const { root, key } = await makeChain({ certificate: "P-256" });
  const damaged = root.replace(/\n.{8}/, "\nAAAAAAAA");
  const spelled = 'mine: { transport: webhook, service: { url: "https://localhost:8443" }, tls: { ca: root.pem } }';
  const text = ingest({ approaches: `approaches: { ${spelled} }` });
  const cwd = await folderOf(context, { "root.pem": root, "key.pem": key, "damaged.pem": damaged });
  const inside = await folderOf(context, { "x.yaml": text, "root.pem": `${key}\n${root}` });
  const load = (approaches: string[]) =>
    loadScenario(join(inside, "x.yaml"), { directories: [], cwd, approaches }).then(
      (scenario) => scenario.approaches.map(({ config }) => (config.tls as { ca: string }).ca),
      (error: PushbenchError) => error.problems.map(({ at, message }) => `${at} ${message}`).join(),
    );
  const given = (file: string) => [`other={transport: webhook, service: {command: x}, tls: {ca: ${file}}}`];
  assert.deepEqual(await load(given("root.pem")), [join(inside, "root.pem"), join(cwd, "root.pem")]);
  const refusal = async (file: string) => String(await load(given(file)));
  assert.match(await refusal("none.pem"), /^--approach other tls\.ca there is no file .*none\.pem$/);
  assert.match(await refusal("."), /^--approach other tls\.ca .* cannot be read: it is a folder$/);
  assert.match(await refusal("key.pem"), /key\.pem holds no certificate in PEM/);
  assert.match(await refusal("damaged.pem"), /damaged\.pem holds a certificate that cannot be read/);
});

test("a program is told the same of its scenario", async () => {
  const input: ScenarioInput = {
    ...{ name: "x", title: "Test", source: "the test", flow: "ingest", clients: 2, tls: true },
    arrivals: { executor: "poisson-arrival-rate", perSecond: 100 },
    payload: { template: "chat-message", bytes: 300 },
  };
  const { approaches, tls } = await defineScenario(input);
  assert.deepEqual([tls, ...approaches.map(({ config }) => config.tls)], [true, true, true]);
  const service = { url: "wss://localhost:8443" };
  const wrong = { ...input, approaches: { mine: { transport: "websocket", service, tls: { ca: "none.pem" } } } };
  await assert.rejects(defineScenario(wrong as ScenarioInput), (error: PushbenchError) => {
    assert.deepEqual(error.problems, [{ at: "approaches.mine.tls.ca", message: "there is no file none.pem" }]);
    return true;
  });
});
