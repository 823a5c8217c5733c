/** The gate on services that know nothing of pushbench, started by commands. Whatever happens, nothing stays behind. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { ApproachRound } from "../../src/result/result.js";
import { pushbench } from "../end-to-end/command-line.js";
import { brief, each, ran } from "../end-to-end/fault-run.js";
import {
  assertExamplePlays,
  assertPlausible,
  commandLineOf,
  commands,
  example,
  gate,
  LOAD,
  left,
  payment,
  receiver,
  reportOf,
  roundsOf,
  start,
} from "../end-to-end/own-service-run.js";
import { scratchFolder, until } from "../end-to-end/processes.js";

test("a head that works longer shows it in CPU and latency; deliveries are those that were acknowledged", async (context) => {
  const folder = scratchFolder(context);
  const slow = receiver("works-us", "2000", folder);
  const { exitCode, stdout, stderr } = await pushbench(
    payment(folder, ...commands(receiver("as-it-is", "0", folder), slow)),
  );
  assert.equal(exitCode, 3, stdout + stderr); // one round decides nothing
  const rounds = roundsOf(folder);
  const [base, head] = [rounds.get("base webhook")!, rounds.get("head webhook")!];
  for (const round of [base, head]) {
    assertPlausible(round);
    assert.equal(round.latency.latency, round.latency.ack, "delivered when acknowledged");
    assert.equal(round.deliveries.delivered, round.deliveries.acked);
  }
  const perDelivery = ({ service, deliveries }: ApproachRound): number => service.cpuNs! / deliveries.delivered;
  const more = perDelivery(head) - perDelivery(base);
  assert.ok(more > 1.5e6 && more < 3e6, `${more} ns more per delivery`);
  const report = reportOf(folder);
  assert.equal(report.head.label, slow);
  assert.match(report.warnings.join(), /latency is to the acknowledgement/);
  assert.match(report.command, /--base-command '.*' --head-command '.*works-us 2000/);
  assert.match(stdout.replaceAll(/\s+/g, " "), /latency is to the acknowledgement/);
  assert.match(readFileSync(path.join(folder, "history.ndjson"), "utf8"), /works-us/);
  assert.deepEqual(left(folder), []);
});

test("identical commands are no regression, with a control and behind a network", async (context) => {
  const folder = scratchFolder(context);
  const same = receiver("as-it-is", "0", folder);
  const more = ["--control", "--set", "network.roundTripMs=2"];
  const { exitCode, stdout, stderr } = await pushbench(payment(folder, ...commands(same), ...more));
  assert.equal(exitCode, 3, stdout + stderr);
  assert.notEqual(reportOf(folder).verdict, "regression");
  const rounds = roundsOf(folder);
  assert.deepEqual([...rounds.keys()].sort(), ["base webhook", "control webhook", "head webhook"]);
  for (const round of rounds.values()) assertPlausible(round);
  assert.deepEqual(left(folder), []);
});

for (const [name, scenario, file, approach] of [
  ["webhooks", "payment", "webhook-receiver.mjs", "webhook"],
  ["WebSockets", "payment", "websocket-service.mjs", "websocket"],
  ["WebSockets in rooms", "chat", "websocket-service.mjs", "websocket"],
  ["SSE in rooms", "chat", "sse-service.mjs", "sse"],
] as const) {
  test(`the example for ${name} plays`, (context) => assertExamplePlays(context, scenario, file, approach));
}

test("a closed loop: throughput of an own service, without the cross-check that needs one of pushbench's", async (context) => {
  const folder = scratchFolder(context);
  const arrivals = 'arrivals={"executor":"constant-concurrency","windowPerClient":1}';
  const { exitCode, stdout, stderr } = await pushbench(
    payment(folder, ...commands(receiver("as-it-is", "0", folder)), "--set", arrivals),
  );
  assert.equal(exitCode, 3, stdout + stderr);
  for (const round of roundsOf(folder).values()) {
    assertPlausible(round);
    assert.equal(round.crossCheck, undefined);
  }
});

test("a stored baseline of an own service is for the same command", async (context) => {
  const folder = scratchFolder(context);
  const file = path.join(folder, "baseline.json");
  const stored = (...argv: string[]) => pushbench(payment(folder, "--baseline", file, ...argv));
  const one = receiver("as-it-is", "1", folder);
  assert.equal((await stored("--head-command", one, "--update")).exitCode, 0);
  const reference = await stored();
  assert.equal(reference.exitCode, 2);
  assert.match(reference.stderr, /webhook: the baseline has .*as-it-is/);
  const same = await stored("--head-command", one);
  const lines = same.stdout.replaceAll(/\s+/g, " "); // a terminal's lines break anywhere
  assert.match(lines, /Inconclusive: payment, stored baseline of .* → .*as-it-is 1/);
});

for (const [what, command, message] of [
  [
    "dies at once",
    "echo cannot read the licence >&2; exit 3",
    /died: it ended with exit code 3.*\n.*cannot read the lic/,
  ],
  [
    "never listens",
    "echo still loading; sleep 60",
    /still running\) was not ready after 2 s: nobody accepts connections.*\n.*\$PORT.*still load/,
  ],
  ["dies in a slice", receiver("dies-after", "60"), /died: it ended with exit code 7.*\n.*the database is gone/],
] as const) {
  test(`a command that ${what}: exit code 4, its last words, and nothing left`, async (context) => {
    const folder = scratchFolder(context);
    // The base is ready long before that, or another machine is needed for these tests.
    const ready = ["--set", `run.readySeconds=${what === "never listens" ? 2 : 10}`];
    const argv = payment(folder, ...commands(receiver("as-it-is", "0", folder), `${command} # ${folder}`), ...ready);
    const { exitCode, stderr } = await pushbench(argv);
    assert.equal(exitCode, 4, stderr);
    assert.match(stderr, message);
    assert.match(stderr, /The head webhook service \(/);
    assert.deepEqual(left(folder), []);
  });
}

test("faults of the network and of clients are played beside reference services, and at least once loses nothing", async (context) => {
  const folder = scratchFolder(context);
  const approaches = {
    hook: {
      transport: "webhook",
      retries: { schedule: [0.05, 0.1, 0.2, 0.4, 0.8], jitter: "none" },
      service: { command: receiver("as-it-is", "0", folder) },
    },
    socket: { transport: "websocket", service: { command: `${example("websocket-service.mjs")} ${folder}` } },
    websocket: { transport: "websocket" },
  };
  const faults = [
    { kind: "network-cut", atSeconds: 0.3, forSeconds: 0.2, how: "reset" },
    { kind: "clients-dropped", atSeconds: 1.2 },
  ];
  const set = { approaches, faults, arrivals: JSON.parse(LOAD) as object };
  const overrides = Object.entries(set).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const result = await ran(context, "payment", "hook,socket,websocket", [...overrides, "clients=8", ...brief(2)]);
  each(result, ({ approach, deliveries, recovery }) => {
    const { expected, delivered, lost, rejected, pending } = deliveries;
    assert.deepEqual([delivered, lost, rejected, pending], [expected, 0, 0, 0], approach);
    assert.ok(!("duplicates" in deliveries), "a service of one's own does not tell, so nobody is asked");
    assert.equal(recovery!.faults.length, 2);
    for (const { recoverNs, drainNs } of recovery!.faults) assert.ok(recoverNs! >= 0 && drainNs! >= 0, approach);
  });
  assert.deepEqual(left(folder), []);
});

test("an own service that does not speak the transport: what it answered, and where to look", async (context) => {
  const folder = scratchFolder(context);
  const command = commands(receiver("as-it-is", "0", folder));
  const argv = ["--approaches", "websocket", "--set", `arrivals=${LOAD}`, "--set", "run.readySeconds=3", ...command];
  const { exitCode, stderr } = await pushbench(gate(folder, "payment", ...argv));
  assert.equal(exitCode, 4);
  assert.match(stderr, /The (base|head) websocket service .* was not ready after 3 s: .*the service answered 204/);
  assert.match(stderr, /hint: docs\/own-service\.md says what a service is asked first/);
  assert.deepEqual(left(folder), []);
});

for (const [moment, command, reached] of [
  [
    "while the command starts",
    (folder: string) => `sleep 60 & sleep 60 # ${folder}`,
    ({ folder, child }) => left(folder).some((pid) => pid !== child.pid && commandLineOf(pid).startsWith("/bin/sh")),
  ],
  [
    "in a round",
    (folder: string) => receiver("as-it-is", "0", folder),
    ({ output }) => /round 1\/(24|30)/.test(output),
  ],
  [
    "in a round of daemons",
    (folder: string) => `setsid --fork ${receiver("as-it-is", "0", folder)}`,
    ({ output }) => /round 1\/(24|30)/.test(output),
  ],
] as [string, (folder: string) => string, (run: ReturnType<typeof start>) => boolean][]) {
  for (const [signal, exit] of [
    ["SIGINT", 130],
    ["SIGKILL", "SIGKILL"],
  ] as const) {
    test(`${signal} ${moment} leaves no process`, async (context) => {
      const run = start(context, command);
      await until(moment, () => run.ended || reached(run), 20_000);
      assert.ok(!run.ended, run.output);
      run.child.kill(signal);
      assert.equal(await run.exited, exit, run.output);
      await until("all are gone", () => left(run.folder).length === 0, 5_000);
    });
  }
}
