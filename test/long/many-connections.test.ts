/** More clients than one address has ports for, and machines that do not have what clients take: an error before, never during. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { Result } from "../../src/result/result.js";
import { mainProgram } from "../end-to-end/command-line.js";
import { scratchFolder } from "../end-to-end/processes.js";

const shell = (...commands: string[]) => spawnSync("sh", ["-ec", commands.join("\n")], { encoding: "utf8" });

/** A network of its own with few ports to connect from. */
const withPorts = (first: number, last: number, command: string) =>
  shell(
    `unshare --net sh -ec 'ip link set lo up; echo ${first} ${last} > /proc/sys/net/ipv4/ip_local_port_range; ${command}'`,
  );

const HAS_NETWORKS = withPorts(40_000, 44_000, "true").status === 0;
const skip = HAS_NETWORKS ? false : "only root may have a network of its own";

function bench(context: TestContext, ...argv: string[]): { command: string; result: () => Result } {
  const out = path.join(scratchFolder(context), "out");
  const short = ["run.rounds=1", "run.warmUpSeconds=0", "run.measureSeconds=1", "run.sliceSeconds=1"];
  const all = ["bench", "idle", ...short.flatMap((one) => ["--set", one]), ...argv, "--out", out];
  return {
    command: [process.execPath, mainProgram, ...all].join(" "),
    result: () => JSON.parse(readFileSync(path.join(out, "result.json"), "utf8")) as Result,
  };
}

test("more clients than ports connect from several addresses, and all of them stay", { skip }, (context) => {
  const { command, result } = bench(context, "--approaches", "websocket", "--set", "clients=5000", "--generators", "2");
  const { status, stderr } = withPorts(40_000, 44_000, command);
  assert.equal(status, 0, stderr);
  const [round] = result().rounds;
  const { connecting, wire, service } = round!.approaches[0]!;
  assert.deepEqual([connecting?.clients, connecting?.connections, wire.connectionsBroken], [5_000, 5_000, 0]);
  assert.ok(connecting!.elapsedNs > 0 && connecting!.whole !== undefined && connecting!.tcp !== undefined);
  const files = service.idleMemory!.map(({ clients, openFiles }) => openFiles! - clients);
  assert.ok(Math.max(...files) - Math.min(...files) < 10, `a file for each client, and no other: ${files}`);
});

test("a relay has one address, so too few ports are told before the run", { skip }, (context) => {
  const more = ["--set", "clients=1500", "--set", "network.roundTripMs=1"];
  const { command } = bench(context, "--approaches", "websocket", ...more);
  const { status, stderr } = withPorts(40_000, 40_999, command);
  assert.equal(status, 2, stderr);
  assert.match(stderr.replaceAll(/\s+/g, " "), /1500 clients connect through a relay.*1000 ports to connect from/);
  assert.match(stderr.replaceAll(/\s+/g, " "), /ip_local_port_range/);
});

test("too few open files are told before the run, with what would suffice", (context) => {
  const { command } = bench(context, "--approaches", "websocket", "--set", "clients=1000");
  const { status, stderr } = shell("ulimit -n 500", command);
  assert.equal(status, 2, stderr);
  const said = stderr.replaceAll(/\s+/g, " ");
  assert.match(said, /1000 clients .* need about 1064 open files in one generator and 1064 open files in one service/);
  assert.match(said, /--generators 3 --set approaches\.websocket\.service\.processes=3/);
});
