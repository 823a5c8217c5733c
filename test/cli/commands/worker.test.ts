/** Command lines of a fleet that cannot be meant: each is refused in words before anything is connected to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { pushbench } from "../../end-to-end/command-line.js";

const TOKEN = { PUSHBENCH_FLEET_TOKEN: "a-token-that-nobody-guesses-ever" };
const NATS = "nats://127.0.0.1:1";

const refused = async (argv: string[], env: Record<string, string> = TOKEN): Promise<string> => {
  const { exitCode, stderr, stdout } = await pushbench(argv, { env });
  assert.equal(exitCode, 2, stdout + stderr);
  return stderr;
};

test("a worker needs a server, a name that can be part of a subject, a token, and CPUs that there are", async () => {
  const worker = ["worker", "--nats", NATS];
  assert.match(await refused(["worker", "--name", "a"]), /nats/);
  assert.match(await refused([...worker, "--name", "a.b"]), /--name: "a\.b" cannot be the name of a worker/);
  assert.match(
    await refused([...worker, "--name", "a"], {}),
    /needs its token: --token-file FILE, or PUSHBENCH_FLEET_TOKEN/,
  );
  assert.match(await refused(["worker", "--nats", "http://x", "--name", "a"]), /--nats: "http:\/\/x" is no address/);
  assert.match(await refused([...worker, "--name", "a", "--nats-nkey-file", "no.nk"]), /no\.nk cannot be read: ENOENT/);
  for (const cpus of ["x", "9999", "1-"])
    assert.match(await refused([...worker, "--name", "a", "--cpus", cpus]), /--cpus: /, cpus);
  assert.match(
    await refused([...worker, "--name", "a", "--allow-target", "no host at all"]),
    /"no host at all" is no host/,
  );
  assert.match(await refused([...worker, "--name", "a", "--address", "here"]), /--address: "here" is no IP address/);
});

test("what a fleet needs of bench is refused without one, and the other way round", async () => {
  const bench = ["bench", "--scenario", "chat"];
  assert.match(await refused([...bench, "--workers", "2"]), /say nothing without --fleet/);
  assert.match(await refused([...bench, "--fleet-address", "10.0.0.1"]), /say nothing without --fleet/);
  assert.match(await refused([...bench, "--service-on", "a"]), /say nothing without --fleet/);
  assert.match(await refused([...bench, "--nats-nkey-file", "a.nk"]), /say nothing without --fleet/);
  const fleet = [...bench, "--fleet", NATS];
  assert.match(await refused([...fleet, "--service-on", "a.b"]), /--service-on: "a\.b" cannot be the name of a worker/);
  assert.match(
    await refused([...fleet, "--service-on", "a", "--fleet-address", "10.0.0.1"]),
    /--fleet-address is for services on this machine.*\n.*pushbench worker --address/,
  );
  assert.match(await refused([...bench, "--fleet", NATS, "--generators", "2"]), /Say how many with --workers/);
  assert.match(
    await refused([...bench, "--fleet", NATS, "--workers", "201"]),
    /--workers must be .* from 1 to 64, got 201/,
  );
  assert.match(await refused([...bench, "--fleet", NATS, "--fleet-address", "host"]), /"host" is no IP address/);
  assert.match(await refused([...bench, "--fleet", NATS], {}), /--fleet-token-file FILE/);
});

test("a server that does not listen is named, and nothing is begun", async () => {
  const { exitCode, stderr } = await pushbench(["worker", "--nats", NATS, "--name", "a"], { env: TOKEN });
  assert.equal(exitCode, 4);
  assert.match(stderr, /^error: The NATS server nats:\/\/127\.0\.0\.1:1 cannot be reached: /);
  assert.match(stderr, /Is nats-server running/);
});
