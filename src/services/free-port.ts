/** Ports for services that pushbench starts: one that is free, or one that must be. */
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { PushbenchError } from "../errors.js";
import { LOOPBACK } from "../loopback.js";
import { holderOf, listeningSockets } from "../machine/listening-sockets.js";
import { acceptingHost, LOOPBACK_HOSTS } from "./origin.js";

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, LOOPBACK, () => {
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
