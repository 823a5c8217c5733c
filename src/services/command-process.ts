/**
 * The keeper's handle on the user's own program: it is started through the shell, found listening, and ended with all that it
 * started.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { LOOPBACK } from "../loopback.js";
import type { ProcessGroup } from "../machine/process-group.js";
import type { StartRequest } from "./service-entry.js";

/** Both standard outputs of the command go to its keeper's standard error. The bench keeps the end of that for its messages. */
const STDERR = 2;
const CONNECT_EVERY_MS = 20;
const LOOK_EVERY_MS = 20;
/** How long the command may take to end after SIGTERM. It is shorter than the time that the bench waits for a `close`. */
const SIGTERM_MS = 1_000;
/** How often the group is searched for more processes, in case it starts them faster than they are killed. */
const MOST_KILLS = 100;

/** What the bench tells the keeper when it starts it. */
export interface CommandSpec {
  command: string;
  /** The approach's name in the scenario. */
  approach: string;
  /** When there are none, the command is not pinned. */
  cpus: readonly number[];
}

/** Starts it in the keeper's session and process group, so that whoever ends that group also ends the command. */
export function startCommand({ command, cpus, ...spec }: CommandSpec, request: StartRequest): ChildProcess {
  const shell = ["/bin/sh", "-c", command];
  const [program, ...argv] = cpus.length > 0 ? ["taskset", "-c", cpus.join(","), ...shell] : shell;
  return spawn(program!, argv, {
    env: { ...process.env, ...environmentOf(spec.approach, request) },
    stdio: ["ignore", STDERR, STDERR],
  });
}

/** What a service needs to know. docs/own-service.md explains each variable. */
function environmentOf(approach: string, request: StartRequest): Record<string, string> {
  const { transport, config, topology, guarantee, secret, port } = request;
  return {
    HOST: LOOPBACK,
    PORT: String(port),
    PUSHBENCH_APPROACH: approach,
    PUSHBENCH_TRANSPORT: transport,
    PUSHBENCH_CONFIG: JSON.stringify(config),
    PUSHBENCH_FLOW: topology.flow,
    PUSHBENCH_CLIENTS: String(topology.clients),
    PUSHBENCH_ROOM_SIZE: String(topology.roomSize),
    PUSHBENCH_GUARANTEE: guarantee,
    PUSHBENCH_SECRET: secret,
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, LOOPBACK, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when somebody accepts connections. Waits without a limit, because the caller knows how long that may take. */
export async function listening(port: number): Promise<void> {
  while (!(await accepts(port))) await setTimeout(CONNECT_EVERY_MS);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    const answer = (isOpen: boolean) => (): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", answer(true)).once("error", answer(false));
  });
}

/** Sends SIGTERM to every process of the group, and then SIGKILL. Resolves when none is left. */
export async function endGroup(group: ProcessGroup): Promise<void> {
  for (const pid of group.find()) signal(pid, "SIGTERM");
  const deadline = performance.now() + SIGTERM_MS;
  while (group.find().length > 0 && performance.now() < deadline) await setTimeout(LOOK_EVERY_MS);
  killGroup(group);
}

/** Kills the group at once, whatever is going on, because this process itself may be about to end. */
export function killGroup(group: ProcessGroup): void {
  for (let looks = 0; looks < MOST_KILLS && group.find().length > 0; looks++) {
    for (const pid of group.find()) signal(pid, "SIGKILL");
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended meanwhile
  }
}
