import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { parseArguments } from "../../../src/cli/arguments.js";
import { commands } from "../../../src/cli/registry.js";
import { manifestObjects, objectsOf, only, plain, plans } from "../../fleet/kubernetes/plans.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

const manifest = ["fleet", "manifest", "--workers", "20"];

test("fleet manifest prints the objects, of the image of this version, and nothing else", async (context) => {
  const { exitCode, stdout, stderr } = await runFake(context, manifest);
  assert.deepEqual([exitCode, stderr], [0, ""]);
  assert.deepEqual(objectsOf(stdout), manifestObjects(plain));
});

test("every option finds its place", async (context) => {
  const environment = await fakeEnvironment(context);
  const { tokens } = plans.everything!;
  writeFileSync(path.join(environment.cwd, "fleet-token"), `${tokens!.fleet}\n`, { mode: 0o600 });
  writeFileSync(path.join(environment.cwd, "nats-token"), `${tokens!.nats}\n`, { mode: 0o600 });
  const services = ["app=shop:8080", "app.kubernetes.io/name=cart", "10.20.0.0/16", "10.20.0.5:443", "fd00::/8"];
  const argv = [
    ...["fleet", "manifest", "--workers", "1", "--name", "a-fleet", "--namespace", "load", "--tls-secret", "nats-tls"],
    "--host-services",
    "--coordinator",
    ...services.flatMap((service) => ["--service", service]),
    ...["--allow-target", "shop", "--allow-target", "10.20.0.5"],
    ...["--token-file", "fleet-token", "--nats-token-file", "nats-token"],
  ];
  const { stdout, stderr } = await runFake(context, argv, environment);
  assert.equal(stderr, "");
  assert.deepEqual(objectsOf(stdout), manifestObjects(plans.everything!));
  const sized = [
    ...manifest,
    "--cpus",
    "4",
    "--memory",
    "512Mi",
    "--hours",
    "1",
    "--image",
    "own:1",
    "--nats-image",
    "n:1",
  ];
  const { stdout: other } = await runFake(context, sized, environment);
  const [job, server] = ["Job", "Deployment"].map((kind) => only(objectsOf(other), kind).spec);
  const [worker] = job.template.spec.containers;
  assert.deepEqual([worker.image, worker.resources.limits], ["own:1", { cpu: "4", memory: "512Mi" }]);
  assert.deepEqual([job.activeDeadlineSeconds, server.template.spec.containers[0].image], [3_600, "n:1"]);
});

test("what cannot be is said with its option and a way out, and nothing is printed", async (context) => {
  const environment = await fakeEnvironment(context);
  writeFileSync(path.join(environment.cwd, "good"), "0123456789abcdef0123456789abcdef\n", { mode: 0o600 });
  writeFileSync(path.join(environment.cwd, "short"), "secret\n", { mode: 0o600 });
  writeFileSync(path.join(environment.cwd, "spaced"), "0123456789abcdef 0123456789abcdef\n", { mode: 0o600 });
  for (const [options, says] of [
    [["--name", "Push"], /--name: "Push" cannot be a name/],
    [["--namespace", "a_b"], /--namespace: "a_b"/],
    [["--memory", "2"], /--memory: "2" is no amount/],
    [["--service", "shop"], /--service: "shop" names neither/],
    [["--nats", "shop"], /--nats: "shop" is no address/],
    [["--nats", "nats://shop", "--tls-secret", "ca"], /--tls-secret encrypts .*\nhint: Write --nats tls:\/\/shop:4222/],
    [["--allow-target", "http://shop"], /--allow-target: "http:\/\/shop" is no host/],
    [["--token-file", "good"], /--nats-token-file is missing/],
    [["--nats-token-file", "good"], /--token-file is missing/],
    [["--token-file", "nowhere", "--nats-token-file", "good"], /--token-file: \S+nowhere cannot be read/],
    [["--token-file", "short", "--nats-token-file", "good"], /--token-file: .* fewer than 24 characters/],
    [["--token-file", "good", "--nats-token-file", "spaced"], /--nats-token-file: .* space in it/],
  ] as const) {
    const { exitCode, stdout, stderr } = await runFake(context, [...manifest, ...options], environment);
    assert.deepEqual([exitCode, stdout], [2, ""], options.join(" "));
    assert.match(stderr, says);
  }
  const { stderr } = await runFake(context, ["fleet", "manifest"], environment);
  assert.match(stderr, /--workers is required/);
});

test("the command of a pod is one that this version understands", { skip: !("worker" in commands) }, async () => {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  for (const plan of Object.values(plans)) {
    const { args } = only(manifestObjects(plan), "Job").spec.template.spec.containers[0];
    const parsed = await parseArguments(args, all, { version: "0", columns: 80 });
    assert.ok("command" in parsed && parsed.command.name === "worker");
  }
});

test("every manifest that the page tells to print is one", async (context) => {
  const page = readFileSync("docs/fleet-kubernetes.md", "utf8");
  const lines = [...page.matchAll(/^pushbench (fleet manifest .*?) > fleet\.yaml$/gm)].map(([, line]) =>
    line!.split(" "),
  );
  assert.ok(lines.length >= 5, `${lines.length}`);
  const environment = await fakeEnvironment(context);
  for (const file of ["fleet.token", "nats.token"])
    writeFileSync(path.join(environment.cwd, file), "t".repeat(64), { mode: 0o600 });
  for (const argv of lines) {
    const { exitCode, stdout, stderr } = await runFake(context, argv, environment);
    assert.deepEqual([exitCode, stderr], [0, ""], argv.join(" "));
    assert.equal(only(objectsOf(stdout), "Job").spec.completions, Number(argv[argv.indexOf("--workers") + 1]));
  }
});
