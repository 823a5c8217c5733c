/** A nats-server that knows users by nkeys, with the permissions that docs/fleet.md prints, and no more. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { pushbench } from "../../end-to-end/command-line.js";
import { scratchFolder } from "../../end-to-end/processes.js";
import { payment, readResult, start } from "../../end-to-end/started-run.js";
import { skip } from "../../fleet/nats-process.js";
import { type NkeyPair, nkeyPair } from "../../fleet/nkeys.js";
import { assertAllDelivered, fleetOfTest } from "./fleet-run.js";

/** The example of the documentation, with nkeys in the places of users and passwords, and a second worker like the first. */
function configWith(coordinator: NkeyPair, a: NkeyPair, b: NkeyPair): string {
  const [, example] = /```text\n(# nats-server\.conf\n[\s\S]*?)```/.exec(readFileSync("docs/fleet.md", "utf8")) ?? [];
  assert.ok(example !== undefined, "the documentation has an example");
  const [ofA] = /\{ user: a,[\s\S]*?\} \}/.exec(example) ?? [];
  assert.ok(ofA !== undefined, example);
  const ofB = ofA.replace("user: a,", "user: b,").replaceAll(".a.", ".b.");
  const known = (text: string, user: string, { publicKey }: NkeyPair): string =>
    text.replace(`user: ${user}, password: …,`, `nkey: ${publicKey},`);
  return known(known(known(example.replace(ofA, `${ofA}\n${ofB}`), "coordinator", coordinator), "a", a), "b", b);
}

async function serverWithNkeys(context: TestContext) {
  const folder = scratchFolder(context);
  const pairs = { coordinator: nkeyPair(), a: nkeyPair(), b: nkeyPair(), stranger: nkeyPair() };
  const config = path.join(folder, "nats-server.conf");
  writeFileSync(config, configWith(pairs.coordinator, pairs.a, pairs.b));
  const fileOf = (name: keyof typeof pairs): string => {
    const file = path.join(folder, `${name}.nk`);
    writeFileSync(file, `${pairs[name].seed}\n`, { mode: 0o600 });
    return file;
  };
  const fleet = await fleetOfTest(context, { argv: ["-c", config] });
  const nkey = (name: keyof typeof pairs): string[] => ["--nats-nkey-file", fileOf(name)];
  return { fleet, nkey, pairs };
}

test("coordinator and workers that are known by nkeys play a run with the permissions of the documentation", {
  skip,
}, async (context) => {
  const { fleet, nkey } = await serverWithNkeys(context);
  await fleet.worker("a", ...nkey("a"));
  await fleet.worker("b", ...nkey("b"));
  const out = path.join(scratchFolder(context), "report");
  const ran = await pushbench([...payment(out), ...fleet.options(2), ...nkey("coordinator")]);
  assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
  const [round] = readResult(out).rounds;
  assertAllDelivered(round!.approaches);
  assert.deepEqual(
    round!.hosts?.map(({ worker }) => worker),
    ["a", "b"],
  );
});

test("a key that the server does not know is refused in words, and so is none", { skip }, async (context) => {
  const { fleet, nkey, pairs } = await serverWithNkeys(context);
  const out = path.join(scratchFolder(context), "report");
  const bench = [...payment(out), ...fleet.options(1)];
  for (const [argv, env] of [
    [nkey("stranger"), {}],
    [[], { PUSHBENCH_NATS_NKEY: pairs.stranger.seed }],
    [[], {}],
  ] as const) {
    const { exitCode, stderr } = await pushbench([...bench, ...argv], { env });
    assert.equal(exitCode, 4, stderr);
    assert.match(stderr, /error: The NATS server nats:\/\/127\.0\.0\.1:\d+ refuses the connection: /);
    assert.match(stderr, /--nats-nkey-file/);
    assert.ok(!stderr.includes(pairs.stranger.seed));
  }
  const worker = start([
    ...["worker", "--nats", fleet.nats.url, "--name", "a", "--token-file", fleet.tokenFile],
    ...nkey("stranger"),
  ]);
  assert.equal(await worker.exited, 4, worker.output);
  assert.match(worker.output, /refuses the connection/);
});

test("who takes another worker's name can neither be asked nor answer", { skip }, async (context) => {
  const { fleet, nkey } = await serverWithNkeys(context);
  await fleet.worker("b", ...nkey("a"));
  const out = path.join(scratchFolder(context), "report");
  const ran = await pushbench([...payment(out), ...fleet.options(1), ...nkey("coordinator")]);
  assert.equal(ran.exitCode, 4, ran.stdout);
  assert.match(ran.stderr, /b: it did not answer within/);
});
