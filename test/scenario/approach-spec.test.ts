/** Approaches as people type them on a command line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PushbenchError } from "../../src/errors.js";
import { readApproach } from "../../src/scenario/approach-spec.js";
import { comparedNames, loadCompared } from "../../src/scenario/compared.js";
import { loadScenario } from "../../src/scenario/load.js";
import { folderOf, scenarioText } from "./scenario-file.js";

const places = { directories: ["scenarios"], cwd: "/some/where" };

for (const [typed, value] of [
  [
    "http://localhost:5000/webhook python3 app.py",
    { transport: "webhook", service: { command: "python3 app.py", port: 5000 }, path: "/webhook" },
  ],
  [
    "ws://localhost:$PORT/ node server.js --port $PORT",
    { transport: "websocket", service: { command: "node server.js --port $PORT" }, path: "/" },
  ],
  [
    "https://localhost:$PORT/hooks ./serve",
    { transport: "webhook", service: { command: "./serve" }, path: "/hooks", tls: true },
  ],
  [`http://[::1]:$${"{PORT}"} ./serve`, { transport: "webhook", service: { command: "./serve" } }],
  ["http://127.0.0.1 ./serve", { transport: "webhook", service: { command: "./serve" } }],
  ["http://localhost:3000/hooks", { transport: "webhook", service: { url: "http://localhost:3000" }, path: "/hooks" }],
  ["wss://example.com", { transport: "websocket", service: { url: "wss://example.com" } }],
  [
    "WS://localhost:80/rooms/{{room}}?client={{client}}",
    { transport: "websocket", service: { url: "WS://localhost:80" }, path: "/rooms/{{room}}?client={{client}}" },
  ],
  ["{transport: webhook, path: /a=b}", { transport: "webhook", path: "/a=b" }],
  ["{}", {}],
] as const) {
  test(`mine=${typed}`, () => assert.deepEqual(readApproach(`mine=${typed}`), { name: "mine", value }));
}

for (const [typed, problem] of [
  [
    "",
    /^must be NAME=…, for example 'mine=http:\/\/localhost:5000\/hook python3 app\.py' \(names alone are for --approaches\), got $/,
  ],
  ["http://localhost:5000/?a=b", /^must be NAME=…/],
  ["mine=", /^must be YAML \(\{ transport: …, service: … \}\) or a URL with a command after it/],
  ["mine=python3 app.py", /^must be YAML .* got python3 app\.py$/],
  ["mine=ftp://localhost/ x", /^ftp:\/\/ is no way to speak to a service: must be http, https, ws, wss$/],
  ["mine=http://localhost:$PORT/", /^\$PORT is chosen for a command, and there is none/],
  ["mine=http://localhost:http/ x", /^"http" is no port: must be a number or \$PORT$/],
  ["mine=http://localhost:70000/", /^"70000" is no port$/],
  ["mine=http://example.com/hook node x.js", /^example\.com is not this machine/],
  ["mine={transport: webhook", /is not valid YAML/],
] as const) {
  test(`${typed} is refused`, () => {
    const read = readApproach(typed);
    assert.match("problem" in read ? read.problem : "", problem);
  });
}

test("whatever is typed is an approach or a problem, and a command is taken as it is", () => {
  fc.assert(fc.property(fc.string(), (text) => "problem" in readApproach(text) || "value" in readApproach(text)));
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((text) => text.trim() === text && text !== ""),
      (command) => {
        const value = { transport: "webhook", service: { command, port: 1 }, path: "/" };
        assert.deepEqual(readApproach(`mine=http://localhost:1/ ${command}`), { name: "mine", value });
      },
    ),
  );
});

test("what is given on the command line is compared, in its order; otherwise what the scenario says", async () => {
  assert.equal(comparedNames([], undefined), undefined);
  const [one, two] = ["one=http://localhost:1/", "two=ws://localhost:2/"];
  assert.deepEqual(comparedNames([one, two], undefined), ["one", "two"]);
  assert.deepEqual(comparedNames([one, two], "two,webhook"), ["two", "webhook", "one"]);
  const { approaches } = await loadCompared("payment", {
    ...places,
    approach: [`a=http://localhost:1`],
    approaches: "websocket,a",
  });
  assert.deepEqual(
    approaches.map(({ name, transport }) => `${name} by ${transport}`),
    ["websocket by websocket", "a by webhook"],
  );
  assert.deepEqual(approaches[1]!.service, { url: "http://localhost:1" });
});

async function problems(approaches: string[], overrides: string[] = []): Promise<string[]> {
  const error: PushbenchError = await loadScenario("payment", { ...places, approaches, overrides }).then(
    () => assert.fail("it is valid"),
    (reason) => reason,
  );
  assert.equal(error.code, "scenario-invalid");
  return error.problems.map(({ at, message }) => `${at}: ${message}`);
}

test("problems name the approach of the command line, and all are told at once", async () => {
  assert.deepEqual(
    await problems([
      "mine={transport: webhook, signature: github2, service: {command: x, prot: 1}}",
      "other=nothing",
      "twice={transport: webhook}",
      "twice={transport: webhook}",
    ]),
    [
      "--approach other: must be YAML ({ transport: …, service: … }) or a URL with a command after it (http://localhost:5000/hook python3 app.py), got nothing",
      "--approach twice: is given twice",
      '--approach mine: signature must be one of "standard-webhooks", "standard-webhooks-ed25519", "github", "stripe", "slack", "shopify", "trello", "none", got "github2". Did you mean "github"?',
      '--approach mine: service.prot is not known here. Did you mean "port"? Allowed: command, cwd, env, port, ready',
    ],
  );
  assert.match((await problems(["Mine={transport: webhook}"])).join(), /--approach Mine: .*must be lower-case letters/);
  assert.match((await problems(["mine={transport: webhok}"])).join(), /--approach mine: transport must be one of/);
});

test("an override changes an approach of the command line, and is named where it is wrong", async () => {
  const approaches = ["mine={transport: webhook, service: {command: x}}"];
  const scenario = await loadScenario("payment", {
    ...places,
    approaches,
    overrides: ["approaches.mine.signature=none"],
  });
  assert.equal(scenario.approaches.find(({ name }) => name === "mine")!.config.signature, "none");
  assert.match(
    (await problems(approaches, ["approaches.mine.signature=no"])).join(),
    /^--set approaches\.mine\.signature=no: must be/,
  );
});

test("a folder begins where the approach stands: in the scenario's folder, or where the command line is", async (context) => {
  const spelled = "approaches: { filed: { transport: webhook, service: { command: x, cwd: app } } }";
  const text = scenarioText({ flow: "flow: ingest", rooms: undefined, approaches: spelled });
  const folder = await folderOf(context, { "x.yaml": text });
  const given = ["given={transport: webhook, service: {command: x, cwd: app}}"];
  const { approaches } = await loadScenario(`${folder}/x.yaml`, { ...places, approaches: given });
  const folders = approaches.map(({ service }) => (service && "cwd" in service ? service.cwd : undefined));
  assert.deepEqual(folders, [`${folder}/app`, "/some/where/app"]);
});

for (const [service, problem] of [
  ['{command: x, port: {pattern: "("}}', "service.port.pattern must be a regular expression"],
  ["{command: x, port: {pattern: port}}", "service.port.pattern must have a group for the port, as in (\\d+)"],
  [
    "{url: 'http://localhost:5000/hook'}",
    "service.url must be an origin such as http://localhost:5000, without a path",
  ],
  ["{url: 'http://localhost:99999'}", "service.url must be an origin such as http://localhost:5000, without a path"],
  [
    "{url: 'http://localhost', cgroup: docker}",
    "service.cgroup must be the absolute path of a folder, such as /sys/fs/cgroup/system.slice/app.service",
  ],
  [
    "python3 app.py",
    'service must be { command, cwd, env, port, ready } or { url, pid, cgroup } or { processes }, got "python3 app.py"',
  ],
]) {
  test(`service: ${service} is refused`, async () => {
    assert.deepEqual(await problems([`mine={transport: webhook, service: ${service}}`]), [
      `--approach mine: ${problem}`,
    ]);
  });
}
