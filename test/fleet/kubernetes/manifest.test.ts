import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fleetManifest } from "../../../src/fleet/kubernetes/manifest.js";
import { LOOPBACK } from "../../../src/loopback.js";
import { freePort } from "../../../src/services/free-port.js";
import { manifestObjects, objectsOf, only, plain, plans, podTemplates, type ReadObject } from "./plans.js";

const allContainers = ({ containers, initContainers = [] }: ReadObject): ReadObject[] => [
  ...containers,
  ...initContainers,
];

for (const [name, plan] of Object.entries(plans)) {
  const objects = manifestObjects(plan);
  const templates = podTemplates(objects);

  test(`${name}: every pod keeps to what Kubernetes calls "restricted", and gets exactly what it asks for`, () => {
    assert.equal(templates.length, 1 + Number(plan.nats === undefined) + Number(plan.coordinator));
    for (const { spec } of templates) {
      const { securityContext: pod } = spec;
      assert.equal(pod.runAsNonRoot, true);
      assert.ok(pod.runAsUser > 0 && pod.runAsGroup > 0);
      assert.equal(pod.seccompProfile.type, "RuntimeDefault");
      assert.equal(spec.automountServiceAccountToken, false);
      for (const field of ["hostNetwork", "hostPID", "hostIPC"]) assert.equal(spec[field], undefined);
      for (const volume of spec.volumes ?? []) assert.ok("emptyDir" in volume || "secret" in volume);
      for (const { securityContext: own, resources, ports = [] } of allContainers(spec)) {
        assert.deepEqual(own, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        assert.deepEqual(resources.requests, resources.limits);
        assert.match(resources.limits.cpu, /^\d+$/, "whole CPUs: a part of one cannot be had alone");
        for (const port of ports) assert.equal(port.hostPort, undefined);
      }
    }
  });

  test(`${name}: the Job starts every worker once, at the same time, on a node of its own`, () => {
    const { metadata, spec } = only(objects, "Job");
    assert.equal(metadata.namespace, plan.namespace);
    assert.deepEqual([spec.completions, spec.parallelism], [plan.workers, plan.workers]);
    assert.deepEqual([spec.completionMode, spec.backoffLimit], ["Indexed", 0]);
    assert.equal(spec.podReplacementPolicy, "Failed");
    assert.equal(spec.template.spec.restartPolicy, "Never");
    assert.equal(spec.activeDeadlineSeconds, 4 * 3_600);
    const [term] = spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    assert.equal(term.topologyKey, "kubernetes.io/hostname");
    assert.deepEqual(term.labelSelector.matchExpressions[0].values, ["worker", "coordinator"]);
    assert.equal(term.labelSelector.matchLabels["app.kubernetes.io/instance"], plan.name);
  });

  test(`${name}: what objects say of each other is there`, () => {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    assert.equal(new Set(names).size, names.length);
    for (const { metadata } of objects) assert.equal(metadata.namespace, plan.namespace);
    const secrets = objects.filter(({ kind }) => kind === "Secret");
    assert.equal(secrets.length, plan.tokens === undefined ? 0 : 1);
    for (const { spec } of templates) {
      const volumes = new Set((spec.volumes ?? []).map((volume: ReadObject) => volume.name));
      for (const { env = [], args = [], volumeMounts = [] } of allContainers(spec)) {
        for (const mount of volumeMounts) assert.ok(volumes.has(mount.name), mount.name);
        for (const { valueFrom } of env) {
          const { name: secret, key, optional } = valueFrom?.secretKeyRef ?? {};
          if (secret === undefined) continue;
          assert.equal(secret, plan.name);
          if (secrets.length > 0 && optional !== true) assert.ok(key in secrets[0].stringData, key);
        }
        const known = new Set(env.map((variable: ReadObject) => variable.name));
        for (const [, variable] of args.join(" ").matchAll(/\$\((\w+)\)/g)) assert.ok(known.has(variable), variable);
      }
    }
    if (plan.nats !== undefined) return;
    const { spec } = only(objects, "Service");
    const deployment = only(objects, "Deployment").spec;
    assert.deepEqual(deployment.template.metadata.labels, spec.selector);
    assert.deepEqual(deployment.selector.matchLabels, spec.selector);
    assert.equal(spec.ports[0].targetPort, deployment.template.spec.containers[0].ports[0].name);
  });
}

const containerOf = (objects: readonly ReadObject[], kind: string): ReadObject =>
  only(objects, kind).spec.template.spec.containers[0];

test("a worker is named after its index, and finds the server by its name in the namespace", () => {
  const { args, env } = containerOf(manifestObjects(plain), "Job");
  assert.deepEqual(args, [
    "worker",
    "--nats",
    "nats://pushbench-nats:4222",
    "--name",
    "worker-$(JOB_COMPLETION_INDEX)",
  ]);
  const { fieldPath } = env.find((one: ReadObject) => one.name === "JOB_COMPLETION_INDEX").valueFrom.fieldRef;
  assert.equal(fieldPath, "metadata.annotations['batch.kubernetes.io/job-completion-index']");
  const all = containerOf(manifestObjects(plans.everything!), "Job");
  assert.deepEqual(all.args.slice(-4), ["--allow-target", "shop", "--allow-target", "10.20.0.5"]);
});

test("with a Secret for TLS the server shows its certificate, and workers get the authority's and no key", () => {
  const objects = manifestObjects(plans["encrypted, in a namespace"]!);
  const server = containerOf(objects, "Deployment");
  assert.deepEqual(server.args.slice(-3), [
    "--tls",
    "--tlscert=/etc/nats/tls/tls.crt",
    "--tlskey=/etc/nats/tls/tls.key",
  ]);
  const worker = containerOf(objects, "Job");
  assert.equal(worker.args[2], "tls://pushbench-nats:4222");
  const variable = worker.env.find((one: ReadObject) => one.name === "NODE_EXTRA_CA_CERTS");
  assert.equal(variable.value, "/etc/pushbench/nats-ca/ca.crt");
  const volume = only(objects, "Job").spec.template.spec.volumes.find((one: ReadObject) => one.secret !== undefined);
  assert.deepEqual(volume.secret, { secretName: "nats-tls", items: [{ key: "ca.crt", path: "ca.crt" }] });
});

test("no token is made up: without files the manifest says how to make the Secret, and pods wait for it", () => {
  const text = fleetManifest(plans["encrypted, in a namespace"]!);
  assert.match(text, /^# +kubectl --namespace load create secret generic pushbench \\$/m);
  for (const key of ["fleet-token", "nats-token"])
    assert.ok(text.includes(`--from-literal=${key}="$(openssl rand -hex 32)"`), key);
  assert.doesNotMatch(text, /stringData|^data:/m);
  assert.doesNotMatch(text, /optional: true/);
});

test("tokens that are given stand in the Secret and nowhere else", () => {
  const { tokens } = plans["with tokens"]!;
  const text = fleetManifest(plans["with tokens"]!);
  for (const token of [tokens!.fleet, tokens!.nats!]) assert.equal(text.split(token).length, 2);
  assert.deepEqual(only(manifestObjects(plans["with tokens"]!), "Secret").stringData, {
    "fleet-token": tokens!.fleet,
    "nats-token": tokens!.nats,
  });
});

test("another server is not started again, and its token may be missing", () => {
  const objects = manifestObjects(plans["another server by address"]!);
  assert.deepEqual(
    objects.map(({ kind }) => kind),
    ["Secret", "NetworkPolicy", "Job"],
  );
  const { args, env } = containerOf(objects, "Job");
  assert.equal(args[2], "nats://10.1.2.3:4333");
  const token = env.find((one: ReadObject) => one.name === "PUSHBENCH_NATS_TOKEN");
  assert.equal(token.valueFrom.secretKeyRef.optional, true);
});

test("every document stands for itself: no anchors, no folded lines, a comment at the head of each", () => {
  const text = fleetManifest(plans.everything!);
  assert.doesNotMatch(text, /[:-] [&*]\w/);
  assert.doesNotMatch(text, /: [>|]/);
  for (const document of text.split("---\n")) assert.match(document, /^# \S/);
});

test("a coordinator is a host of the fleet like a worker, but waits for somebody to run the bench in it", () => {
  const objects = manifestObjects({ ...plain, coordinator: true });
  const { metadata, spec } = only(objects, "Pod");
  assert.equal(metadata.labels["app.kubernetes.io/component"], "coordinator");
  const [container] = spec.containers;
  assert.deepEqual([container.command, container.args], [["sleep", "infinity"], undefined]);
  assert.deepEqual(spec.affinity, only(objects, "Job").spec.template.spec.affinity);
  assert.ok(objects.findIndex(({ kind }) => kind === "Pod") < objects.findIndex(({ kind }) => kind === "Job"));
  assert.match(
    fleetManifest({ ...plain, coordinator: true }),
    /pushbench bench SCENARIO --fleet nats:\/\/pushbench-nats:4222 /,
  );
});

test("a worker starts once its server listens, and not before", async (t) => {
  const [init] = only(manifestObjects(plain), "Job").spec.template.spec.initContainers;
  assert.deepEqual(init.command.slice(-2), ["pushbench-nats", "4222"]);
  const port = await freePort();
  const [program, ...argv]: string[] = [...init.command.slice(0, -2), LOOPBACK, String(port)];
  assert.equal(program, "node");
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "inherit", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const ended = once(child, "exit");
  const early = await Promise.race([ended, setTimeout(300, "it waits")]);
  assert.equal(early, "it waits");
  const server = createServer((socket) => socket.end()).listen(port, LOOPBACK);
  t.after(() => server.close());
  assert.deepEqual(await ended, [0, null]);
});

const hasServer = spawnSync("nats-server", ["--version"]).error === undefined;

test("nats-server understands its arguments, and asks for the token", {
  skip: !hasServer && "no nats-server",
}, async (t) => {
  const { args } = containerOf(manifestObjects(plain), "Deployment");
  const port = await freePort();
  const argv = args.map((one: string) =>
    one.replace("$(PUSHBENCH_NATS_TOKEN)", "t".repeat(64)).replace("4222", `${port}`),
  );
  const server = spawn("nats-server", [...argv, `--addr=${LOOPBACK}`], { stdio: "ignore" });
  t.after(() => server.kill("SIGKILL"));
  let said: string | undefined;
  while (said === undefined && server.exitCode === null) {
    const socket = connect(port, LOOPBACK);
    said = await Promise.race([
      once(socket, "data").then(
        ([data]) => String(data),
        () => undefined,
      ),
      once(server, "exit").then(
        () => undefined,
        () => undefined,
      ),
    ]);
    socket.destroy();
    if (said === undefined) await setTimeout(20);
  }
  assert.match(said ?? "it ended", /^INFO .*"auth_required":true/);
});

test("workers let runs have their services there where it was asked for, and the comment says how", () => {
  const of = (workers: number, hostServices: boolean) =>
    fleetManifest({ ...plain, workers, coordinator: true, hostServices });
  const argsOf = (text: string): string[] => only(objectsOf(text), "Job").spec.template.spec.containers[0].args;
  assert.ok(argsOf(of(4, true)).includes("--host-services"));
  assert.ok(!argsOf(of(4, false)).includes("--host-services"));
  assert.match(of(4, true), /--workers 3 --service-on worker-0 --out/);
  assert.match(of(4, false), /--workers 4 --out/);
  assert.match(of(1, true), /--workers 1 --out/);
});
