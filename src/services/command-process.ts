/** The user's own program as a process group: it is started through the shell, and ended with all that it started. */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { keptOwner } from "../last-will.js";
import { LOOPBACK } from "../loopback.js";
import { pinnedTo } from "../machine/cpu-pinning.js";
import type { ProcessGroup } from "../machine/process-group.js";
import type { StartedService } from "../result/service-source.js";
import type { StartRequest } from "./service-entry.js";

/** Both standard outputs of the command go to its keeper's standard error. The bench keeps the end of that for its messages. */
const STDERR = 2;
const LOOK_EVERY_MS = 20;
/** How long the command may take to end after SIGTERM. It is shorter than the time that the bench waits for a `close`. */
const SIGTERM_MS = 1_000;
/** How often the group is searched for more processes, in case it starts them faster than they are killed. */
const MOST_KILLS = 100;

export interface CommandStart {
  service: StartedService;
  /** The approach's name in the scenario. */
  approach: string;
  cpus: readonly number[];
  /** Undefined where the command chooses its port. */
  port: number | undefined;
}

/**
 * Starts it in the keeper's session and process group, so that whoever ends that group also ends the command. What it prints is
 * read through pipes only where its port must be found there.
 */
export function startCommand({ service, cpus, ...start }: CommandStart, request: StartRequest): ChildProcess {
  const [program, ...argv] = pinnedTo(cpus, ["/bin/sh", "-c", service.command]);
  const output = typeof service.port === "object" ? "pipe" : STDERR;
  return spawn(program!, argv, {
    ...(service.cwd !== undefined && { cwd: service.cwd }),
    env: {
      ...process.env,
      PUSHBENCH_REMOTE_SECRET: undefined, // it consents to loading other machines (remote/token.ts), which is no business of a service
      ...environmentOf(start, request),
      ...service.env,
      PUSHBENCH_OWNER: keptOwner(process.env.PUSHBENCH_OWNER ?? "", process.pid),
    },
    stdio: ["ignore", output, output],
  });
}

/** What a service needs to know. docs/own-service.md explains each variable. */
function environmentOf(
  { approach, port }: Pick<CommandStart, "approach" | "port">,
  { transport, config, topology, guarantee, secret }: StartRequest,
): Record<string, string> {
  return {
    HOST: LOOPBACK,
    ...(port !== undefined && { PORT: String(port) }),
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
