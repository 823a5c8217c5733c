import assert from "node:assert/strict";
import { test } from "node:test";
import { PushbenchError } from "../../src/errors.js";
import { builtInApproachNames } from "../../src/scenario/approaches.js";
import { listScenarios, loadScenario } from "../../src/scenario/load.js";
import { transportNames, transports } from "../../src/transports/registry.js";
import { folderOf, scenarioText } from "./scenario-file.js";

/** Every problem of a file as `at: message`. */
async function problemsOf(folder: string, file: string, overrides: string[] = []): Promise<string[]> {
  const error = await loadScenario(file, { directories: [folder], cwd: folder, overrides }).then(
    () => assert.fail("the scenario was taken for valid"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PushbenchError, String(error));
  assert.equal(error.code, "scenario-invalid");
  assert.match(error.message, new RegExp(`^${error.problems.length} problems? in ${file}$`));
  return error.problems.map(({ at, message }) => `${at}: ${message}`);
}

test("a scenario is loaded with every default filled in", async (context) => {
  const folder = await folderOf(context, { "x.yaml": scenarioText({ approaches: undefined, run: undefined }) });
  const { approaches, ...scenario } = await loadScenario("x", { directories: [folder], cwd: folder });
  assert.deepEqual(scenario, {
    name: "x",
    title: "Test",
    source: "the test",
    flow: "relay",
    guarantee: "at-least-once",
    clients: 20,
    roomSize: 5,
    arrivals: { executor: "poisson-arrival-rate", perSecond: 100 },
    payload: { template: "chat-message", bytes: 300 },
    objectives: {},
    gate: { metrics: {}, ratios: "advisory" },
    run: {
      rounds: 6,
      start: "warm",
      warmUpSeconds: 10,
      measureSeconds: 8,
      sliceSeconds: 0.5,
      drainSeconds: 5,
      readySeconds: 10,
      seed: 1,
      pacing: "timer-thread",
    },
    file: "x.yaml",
  });
  assert.deepEqual(
    approaches.map(({ name, transport }) => [name, transport]),
    [
      ["webhook", "webhook"],
      ["websocket", "websocket"],
    ],
  );
  assert.equal(approaches[0]?.config.connection, "keep-alive", "the transport's own defaults are filled in");
  assert.equal(approaches[1]?.config.deflate, false);
  assert.ok(!("transport" in approaches[0]!.config));
});

test("a built-in approach needs nothing after its name, and own approaches may have any name", async (context) => {
  const approaches = "approaches: { webhook-new-connection: , websocket-deflate: {}, mine: { transport: websocket } }";
  const folder = await folderOf(context, { "x.yaml": scenarioText({ approaches }) });
  const scenario = await loadScenario("x", { directories: [folder] });
  assert.deepEqual(
    scenario.approaches.map(({ name, transport, config }) => [name, transport, config.connection ?? config.deflate]),
    [
      ["webhook-new-connection", "webhook", "new"],
      ["websocket-deflate", "websocket", true],
      ["mine", "websocket", false],
    ],
  );
});

test("a title of several lines is one line: it is a heading wherever it is shown", async (context) => {
  const folder = await folderOf(context, { "x.yaml": scenarioText({ title: "title: |\n  one\n\n    ## two" }) });
  assert.equal((await loadScenario("x", { directories: [folder], cwd: folder })).title, "one ## two");
});

test("each problem says where it is, what is allowed and what was found", async (context) => {
  const executors =
    '"constant-arrival-rate", "poisson-arrival-rate", "ramping-arrival-rate", "burst-arrival-rate", "train-arrival-rate", "constant-concurrency", "none"';
  const open =
    "constant-arrival-rate, poisson-arrival-rate, ramping-arrival-rate, burst-arrival-rate, train-arrival-rate, none";
  const keys =
    "title, source, description, use, flow, clients, rooms, senders, guarantee, arrivals, payload, approaches, faults, network, tls, objectives, gate, run";
  const builtIns = builtInApproachNames.join(", ");
  const allTransports = transportNames.map((name) => `"${name}"`).join(", ");
  const cases: [changes: Parameters<typeof scenarioText>[0], ...problems: string[]][] = [
    [{ title: undefined }, "x.yaml title: is missing: must be text"],
    [{ source: 'source: ""' }, 'x.yaml:2 source: must be text, got ""'],
    [
      { clients: "cleints: 20" },
      "x.yaml clients: is missing: must be a whole number from 1 to 100,000",
      `x.yaml:4 cleints: is not known here. Did you mean "clients"? Allowed: ${keys}`,
    ],
    [
      { flow: "flow: really" },
      'x.yaml:3 flow: must be one of "ingest", "broadcast", "relay", got "really". Did you mean "relay"?',
    ],
    [
      { clients: "clients: 1_000" },
      'x.yaml:4 clients: must be a whole number from 1 to 100,000, got "1_000". Did you mean 1000?',
    ],
    [
      { clients: "clients: 1:30" },
      'x.yaml:4 clients: must be a whole number from 1 to 100,000, got "1:30". Did you mean 90?',
    ],
    [
      { run: "run: { seed: 12345678901234567890 }" },
      "x.yaml:10 run.seed: must be a whole number from 0 to 4,294,967,295, got 12345678901234567000",
    ],
    [{ title: "title: 2026" }, 'x.yaml:1 title: must be text, got 2026. Did you mean "2026", in quotes?'],
    [{ title: 'title: "a\\e[2Jb"' }, "x.yaml:1 title: must be without control characters"],
    [
      { arrivals: "arrivals: { executor: poisson, perSecond: 1 }" },
      `x.yaml:6 arrivals.executor: must be one of ${executors}, got "poisson". Did you mean "poisson-arrival-rate"?`,
    ],
    [{ clients: "clients: 1.5" }, "x.yaml:4 clients: must be a whole number from 1 to 100,000, got 1.5"],
    [{ clients: "clients: 100001" }, "x.yaml:4 clients: must be a whole number from 1 to 100,000, got 100001"],
    [{ clients: "clients:" }, "x.yaml:4 clients: must be a whole number from 1 to 100,000, got nothing"],
    [{ clients: "clients: 1" }, "x.yaml:4 clients: must be at least 2 in flow relay, got 1"],
    [{ rooms: undefined }, "x.yaml rooms: is missing: flow relay needs it, for example rooms: { size: 10 }"],
    [{ rooms: "rooms: { size: 21 }" }, "x.yaml:5 rooms.size: must be at most the number of clients (20), got 21"],
    [
      { flow: "flow: broadcast", rooms: "senders: { skew: 1 }" },
      "x.yaml:5 senders: must be left out, because in flow broadcast all events begin in the service (--set senders=null)",
    ],
    [
      {
        flow: "flow: ingest",
        rooms: "objectives: { jitterP99Ms: 5 }",
        arrivals: "arrivals: { executor: constant-concurrency, windowPerClient: 4 }",
        objectives: undefined,
      },
      "x.yaml:5 objectives.jitterP99Ms: must be left out, because with constant-concurrency nothing is due, so no gap between two events is uneven (--set objectives.jitterP99Ms=null)",
    ],
    [{ rooms: "rooms: { size: 1 }" }, "x.yaml:5 rooms.size: must be a whole number from 2 to 100,000, got 1"],
    [{ rooms: "rooms: 10" }, "x.yaml:5 rooms: must be { size }, got 10"],
    [
      { arrivals: "arrivals: { executor: none }", objectives: "objectives: { latencyP99Ms: 200, lost: 0 }" },
      "x.yaml:9 objectives.latencyP99Ms: is judged by deliveries, and arrivals of executor none have no events: take it out (--set objectives={})",
      "x.yaml:9 objectives.lost: is judged by deliveries, and arrivals of executor none have no events: take it out (--set objectives={})",
    ],
    [
      {
        arrivals: "arrivals: { executor: none }",
        run: "faults: [{ kind: clients-dropped, atSeconds: 1 }]",
      },
      "x.yaml:10 faults.0.kind: is judged by deliveries, and arrivals of executor none have no events: take it out (--set faults=[])",
    ],
    [
      { flow: "flow: ingest" },
      "x.yaml:5 rooms: is for flow relay only, and this is flow ingest: take it out (--set rooms=null)",
    ],
    [
      { flow: "flow: ingest", rooms: undefined, approaches: "approaches: { webhook: , sse: }" },
      `x.yaml:7 approaches.sse: cannot play flow ingest: ${transports.sse.cannotPlay!.ingest}`,
    ],
    [
      { arrivals: "arrivals: { executor: poisson-arival-rate, perSecond: 1 }" },
      `x.yaml:6 arrivals.executor: must be one of ${executors}, got "poisson-arival-rate". Did you mean "poisson-arrival-rate"?`,
    ],
    [
      { arrivals: "arrivals: { executor: poisson-arrival-rate, perSecond: fast }" },
      'x.yaml:6 arrivals.perSecond: must be a number above 0, got "fast"',
    ],
    [
      { arrivals: "arrivals: { executor: constant-concurrency, windowPerClient: 1 }" },
      `x.yaml:6 arrivals.executor: constant-concurrency works with flow ingest only, and this is flow relay: must be one of ${open}`,
    ],
    [
      { arrivals: "arrivals: { executor: constant-arrival-rate, perSecond: 2e7 }" },
      "x.yaml:6 arrivals: makes some 160,000,000 events a round, more than 50,000,000: lower the rate or run.measureSeconds",
    ],
    [
      { arrivals: "arrivals: { executor: constant-arrival-rate, perSecond: 6e6 }" },
      "x.yaml:6 arrivals: makes some 192,000,000 deliveries a round, more than 100,000,000: lower the rate, run.measureSeconds, clients or rooms.size",
    ],
    [
      { payload: "payload: { template: chat-message, bytes: { median: 300 } }" },
      "x.yaml:7 payload.bytes.p95: is missing: must be a whole number from 1 to 33,554,432",
    ],
    [
      { payload: "payload: { template: chat-message, bytes: -1 }" },
      "x.yaml:7 payload.bytes: must be a whole number from 1 to 33,554,432, got -1",
    ],
    [
      { approaches: "approaches: { mine: }" },
      `x.yaml:8 approaches.mine: is not a built-in approach (${builtIns}): it needs a transport`,
    ],
    [
      { approaches: "approaches: { a: { transport: websockets } }" },
      `x.yaml:8 approaches.a.transport: must be one of ${allTransports}, got "websockets". Did you mean "websocket"?`,
    ],
    [
      { approaches: "approaches: { a: { connection: new } }" },
      `x.yaml:8 approaches.a.transport: is missing: must be one of ${allTransports}`,
    ],
    [
      { approaches: "approaches: { A b: { transport: webhook } }" },
      "x.yaml:8 approaches.A b: is not a name for this: must be lower-case letters, digits and hyphens",
    ],
    [
      { approaches: "approaches: [webhook]" },
      'x.yaml:8 approaches: must be a set of names and values, got ["webhook"]',
    ],
    [{ approaches: "approaches: {}" }, "x.yaml:8 approaches: must name at least one approach"],
    [
      { objectives: "objectives: { latencyP99: 200 }" },
      'x.yaml:9 objectives.latencyP99: is not known here. Did you mean "latencyP99Ms"? Allowed: latencyP50Ms, latencyP99Ms, jitterP99Ms, lost, exactlyAsSentOrder',
    ],
    [{ run: "run: { sliceSeconds: 9 }" }, "x.yaml:10 run.sliceSeconds: must be at most measureSeconds (8), got 9"],
    [
      { flow: "flow: broadcast", rooms: undefined, run: "run: { pacing: spin }" },
      "x.yaml:9 run.pacing: spin would take a core of the service, in which the events of a broadcast begin: must be one of timer-thread, timers",
    ],
    [{ run: "run: { sliceSeconds: 0.1 }" }, "x.yaml:10 run.sliceSeconds: must be a number from 0.25 to 3,600, got 0.1"],
    [
      { run: "run: { measureSeconds: .inf }" },
      "x.yaml:10 run.measureSeconds: must be a number from 0.25 to 3,600, got Infinity",
    ],
    [{ title: "title: A\ntitle: B" }, "x.yaml:2: title is there twice: first on line 1"],
    [{ title: "title: !!js/function A" }, "x.yaml:1: is not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function"],
  ];
  for (const [changes, ...problems] of cases) {
    const folder = await folderOf(context, { "x.yaml": scenarioText(changes) });
    assert.deepEqual(await problemsOf(folder, "x.yaml"), problems);
  }
});

test("all problems of a file are told at once, in its order", async (context) => {
  const text = scenarioText({
    title: "titel: A",
    clients: "clients: many",
    run: "run: { sliceSeconds: 9, rounds: 2 }",
  });
  const folder = await folderOf(context, { "x.yaml": text });
  const places = (await problemsOf(folder, "x.yaml")).map((problem) => problem.split(": ")[0]);
  assert.deepEqual(places, ["x.yaml title", "x.yaml:1 titel", "x.yaml:4 clients", "x.yaml:10 run.sliceSeconds"]);
});

test("problems inside a block stand on their own line", async (context) => {
  const run = "run:\n  rounds: 6\n  measureSeconds: long\n  seed: 1";
  const folder = await folderOf(context, { "x.yaml": scenarioText({ run }) });
  assert.deepEqual(await problemsOf(folder, "x.yaml"), [
    'x.yaml:12 run.measureSeconds: must be a number from 0.25 to 3,600, got "long"',
  ]);
});

test("broken YAML is told with what can still be judged, not with what it swallowed", async (context) => {
  const folder = await folderOf(context, {
    "x.yaml": scenarioText({ clients: "clients: 0", rooms: "rooms: { size: 5" }),
  });
  const problems = await problemsOf(folder, "x.yaml");
  assert.ok(
    problems.some((problem) => problem.includes("is not valid YAML")),
    problems.join("\n"),
  );
  assert.ok(
    problems.some((problem) => problem.startsWith("x.yaml:4 clients: must be")),
    problems.join("\n"),
  );
  assert.ok(!problems.some((problem) => problem.includes("is missing")), problems.join("\n"));
});

test("files that hold no settings at all are told apart", async (context) => {
  const folder = await folderOf(context, { "empty.yaml": "", "list.yaml": "- a\n", "my file.yaml": scenarioText() });
  assert.deepEqual(await problemsOf(folder, "empty.yaml"), ["empty.yaml: is empty"]);
  assert.deepEqual(await problemsOf(folder, "list.yaml"), [
    "list.yaml: must be a map of settings: title, source, flow, …",
  ]);
  assert.deepEqual(await problemsOf(folder, "my file.yaml"), [
    "my file.yaml: must be named with letters, digits, -, _ and .",
  ]);
});

test("an alias bomb is refused", async (context) => {
  const level = (name: string, inner: string) => `${name}: &${name} [${Array(9).fill(`*${inner}`).join(", ")}]`;
  const bomb = ["a: &a [x]", level("b", "a"), level("c", "b"), level("d", "c"), level("e", "d")].join("\n");
  const folder = await folderOf(context, { "x.yaml": bomb });
  assert.match(
    (await problemsOf(folder, "x.yaml"))[0]!,
    /x\.yaml:1: is not valid YAML: its aliases \(\*\) hold themselves or multiply without end/,
  );
});

test("JSON files are scenarios too", async (context) => {
  const folder = await folderOf(context, {
    "x.json": JSON.stringify({
      title: "Test",
      source: "the test",
      flow: "ingest",
      clients: 3,
      arrivals: { executor: "constant-concurrency", windowPerClient: 1 },
      payload: { template: "payment", bytes: 300 },
    }),
  });
  assert.equal((await loadScenario("x.json", { directories: [], cwd: folder })).name, "x");
});

test("a name that no folder has is answered with the nearest one and the list", async (context) => {
  const folder = await folderOf(context, { "chat.yaml": scenarioText(), "payment.yaml": scenarioText() });
  const places = { directories: [`${folder}/none`, folder], cwd: folder };
  await assert.rejects(loadScenario("caht", places), {
    code: "scenario-not-found",
    message: 'There is no scenario "caht".',
    hint: 'Did you mean "chat"? Available: chat, payment.',
  });
  await assert.rejects(loadScenario("zzzzzz", places), { hint: "Available: chat, payment." });
  await assert.rejects(loadScenario("./chat.yml", places), {
    code: "scenario-not-found",
    message: "There is no file chat.yml.",
  });
});

test("the first folder that has a name wins", async (context) => {
  const own = await folderOf(context, { "chat.yaml": scenarioText({ title: "title: Own" }) });
  const shipped = await folderOf(context, { "chat.yaml": scenarioText(), "other.yaml": scenarioText() });
  const directories = [own, shipped];
  assert.equal((await loadScenario("chat", { directories })).title, "Own");
  assert.deepEqual(
    (await listScenarios({ directories })).map(({ name, title }) => [name, title]),
    [
      ["chat", "Own"],
      ["other", "Test"],
    ],
  );
});

test("a list names invalid scenarios with the reason", async (context) => {
  const folder = await folderOf(context, {
    "a.yaml": scenarioText(),
    "b.yaml": scenarioText({ title: undefined }),
    "c.txt": "",
  });
  assert.deepEqual(await listScenarios({ directories: [folder], cwd: folder }), [
    { name: "a", file: "a.yaml", title: "Test", flow: "relay", clients: 20 },
    { name: "b", file: "b.yaml", error: "1 problem in b.yaml" },
  ]);
});

test("overrides change values, inside built-in approaches and lists too", async (context) => {
  const arrivals =
    "arrivals: { executor: ramping-arrival-rate, startPerSecond: 1, stages: [{ durationSeconds: 3, perSecond: 9 }] }";
  const folder = await folderOf(context, { "x.yaml": scenarioText({ arrivals, run: undefined }) });
  const overrides = [
    "clients=40",
    "run.rounds=2",
    "approaches.webhook.connection=new",
    "approaches.websocket-deflate=",
    "arrivals.stages.0.perSecond=7",
    "payload.bytes={ median: 100, p95: 200 }",
    "title=a=b",
  ];
  const scenario = await loadScenario("x", { directories: [folder], overrides });
  assert.equal(scenario.clients, 40);
  assert.equal(scenario.run.rounds, 2);
  assert.equal(scenario.run.measureSeconds, 8);
  assert.deepEqual(
    scenario.approaches.map(({ name, config }) => [name, config.connection ?? config.deflate]),
    [
      ["webhook", "new"],
      ["websocket", false],
      ["websocket-deflate", true],
    ],
  );
  assert.deepEqual(scenario.arrivals.stages, [{ durationSeconds: 3, perSecond: 7 }]);
  assert.deepEqual(scenario.payload.bytes, { median: 100, p95: 200 });
  assert.equal(scenario.title, "a=b");
});

test("rooms can be overridden away with the flow", async (context) => {
  const folder = await folderOf(context, { "x.yaml": scenarioText() });
  const overrides = ["flow=broadcast", "rooms=null"];
  const scenario = await loadScenario("x", { directories: [folder], overrides });
  assert.equal(scenario.flow, "broadcast");
  assert.ok(!("roomSize" in scenario));
});

test("null takes a key out, at any depth, and the default of what has one comes back", async (context) => {
  const folder = await folderOf(context, {
    "x.yaml": scenarioText({ objectives: "objectives: { latencyP99Ms: 5, lost: 0 }" }),
  });
  const load = (...overrides: string[]) => loadScenario("x", { directories: [folder], overrides });
  assert.deepEqual((await load("objectives.latencyP99Ms=null")).objectives, { lost: 0 });
  assert.deepEqual((await load("objectives=null")).objectives, {});
  assert.equal((await load("run.rounds=2", "run.rounds=null")).run.rounds, 6);
});

test("problems of overrides are told at the override", async (context) => {
  const folder = await folderOf(context, { "x.yaml": `${scenarioText()}faults: []\n` });
  const cases: [override: string, problem: RegExp][] = [
    ["clients=null", /^--set clients=null: is missing: must be a whole number/],
    ["clients=many", /^--set clients=many: must be a whole number from 1 to 100,000, got "many"$/],
    ["cleints=5", /^--set cleints=5: is not known here\. Did you mean "clients"\? Allowed: title, /],
    ["run.round=5", /^--set run\.round=5: is not known here\. Did you mean "rounds"\?/],
    ["clients.x=5", /^--set clients\.x=5: clients is 20: there is nothing inside it to set$/],
    ["clients", /^--set clients: must be path=value, for example clients=1000$/],
    ["=5", /^--set =5: must be path=value/],
    ["rooms={ size: 1 }", /^--set rooms=\{ size: 1 \}: rooms\.size must be a whole number from 2/],
    ["run={ rounds: [", /^--set run=\{ rounds: \[: the value is not valid YAML: /],
    ["__proto__.polluted=1", /^--set __proto__\.polluted=1: is not known here/],
    ["approaches.webhook.__proto__=1", /^--set approaches\.webhook\.__proto__=1: is not known here$/],
    ["faults.kind=1", /^--set faults\.kind=1: "kind" is no item of that list: it is empty, 0 adds one$/],
    ["faults.length=0", /^--set faults\.length=0: "length" is no item of that list/],
    ["faults.7.kind=1", /^--set faults\.7\.kind=1: "7" is no item of that list/],
    ["title=&a [*a]", /^--set title=&a \[\*a\]: the value holds itself: an alias/],
    ["constructor.x=1", /^--set constructor\.x=1: is not known here/],
  ];
  for (const [override, expected] of cases) {
    const [problem, ...others] = await problemsOf(folder, "x.yaml", [override]);
    assert.match(problem!, expected);
    assert.deepEqual(others, []);
  }
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test("a scenario of a million events is validated in an instant", async (context) => {
  const arrivals = "arrivals: { executor: poisson-arrival-rate, perSecond: 250000 }";
  const folder = await folderOf(context, { "x.yaml": scenarioText({ arrivals }) });
  const startMs = performance.now();
  await loadScenario("x", { directories: [folder] });
  assert.ok(performance.now() - startMs < 1_000);
});
