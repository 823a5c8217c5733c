/** Ports for services that pushbench starts: one that is free, or one that must be. */
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { PushbenchError } from "../errors.js";
import { LOOPBACK, type PortRange, portsToConnectFrom } from "../loopback.js";
import { holderOf, listeningSockets } from "../machine/listening-sockets.js";
import { acceptingHost, LOOPBACK_HOSTS } from "./origin.js";

/** Below it are ports that well-known programs have. */
const FIRST_PORT = 10_000;
const LAST_PORT = 65_535;
/** Fewer are not chosen among: programs that ask at the same time would get the same. */
const FEWEST_PORTS = 1_000;
const MAX_TRIES = 50;

/**
 * A port at which nobody listens. It lies outside of those that the system hands out to whoever connects or asks for any port,
 * because somebody else could be given one of these before the service listens there. Where the system hands out nearly all, it is one of them.
 */
export async function freePort(range = portsToConnectFrom()): Promise<number> {
  const [first, last] = outside(range);
  const tries = last - first < FEWEST_PORTS ? 0 : MAX_TRIES;
  for (let i = 0; i < tries; i++) {
    const port = await listenedAt(randomInt(first, last + 1)).catch(() => undefined); // somebody has it
    if (port !== undefined) return port;
  }
  return listenedAt(0);
}

/** The longer stretch of ports above or below the range, first and last. Without a range there is none. */
function outside(range: PortRange | undefined): [first: number, last: number] {
  if (range === undefined) return [0, 0];
  const below = range.first - FIRST_PORT;
  return below >= LAST_PORT - range.last ? [FIRST_PORT, range.first - 1] : [range.last + 1, LAST_PORT];
}

/** Listens at the port for a moment (at any, for 0), and returns it. */
function listenedAt(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(port, LOOPBACK, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Throws PushbenchError port-taken when somebody listens there: otherwise that program would be measured. */
export async function requireFree(port: number, name: string): Promise<void> {
  if ((await acceptingHost(LOOPBACK_HOSTS, port)) === undefined) return;
  const who = programAt(port);
  throw new PushbenchError(
    "port-taken",
    `${name} cannot have port ${port}: ${who?.shown ?? "another program"} listens there already.`,
    {
      hint: `End that program, or let pushbench choose a port ($PORT). To measure it as it runs: service: { url: "http://localhost:${port}"${who === undefined ? "" : `, pid: ${who.pid}`} }.`,
    },
  );
}

/** The program that listens on the port, where the system shows it. */
export function programAt(port: number): { pid: number; shown: string } | undefined {
  const pid = holderOf(listeningSockets().filter((socket) => socket.port === port));
  return pid === undefined ? undefined : { pid, shown: `${commandLineOf(pid)} (pid ${pid})` };
}

const LONGEST_COMMAND_LINE = 80;

function commandLineOf(pid: number): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
    return words.length > LONGEST_COMMAND_LINE ? `${words.slice(0, LONGEST_COMMAND_LINE)}…` : words;
  } catch {
    return "another program"; // it has ended
  }
}
