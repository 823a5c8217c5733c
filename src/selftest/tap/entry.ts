/**
 * The program of a tap's process, which takes the place of a relay: the bench tells it where to stand, as it tells a relay. It starts
 * the C program that its command line names, tells it which processes to watch, and returns its log at the end of the round.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { RelayMethods } from "../../network/relay-entry.js";
import { type ParamsOf, serve } from "../../processes/channel.js";
import type { NetworkSample } from "../../result/fault-samples.js";
import { callerInode, listenerInode, ownerOf, socketTable } from "./socket-owner.js";

/** What a tap reports of a round: its log, in place of a relay's delays. */
export interface TapSample extends NetworkSample {
  log: string;
}

const tap = spawn(process.argv[2]!, { stdio: ["pipe", "pipe", "inherit"] });
tap.once("exit", (code, signal) => {
  if (tap.stdin.writable) throw new Error(`the tap ended with ${signal ?? code}`);
});
const answers = createInterface({ input: tap.stdout })[Symbol.asyncIterator]();

async function ask(command: string): Promise<string> {
  tap.stdin.write(`${command}\n`);
  return (await answers.next()).value;
}

/** The processes that are watched, by name. The first socket that shows its owner decides. */
const watched = new Set<string>();

async function watch(name: string, inode: string | undefined): Promise<void> {
  const pid = inode === undefined || watched.has(name) ? undefined : ownerOf(inode);
  if (pid === undefined) return;
  watched.add(name);
  await ask(`watch ${name} ${pid}`);
}

let servicePort = 0;

async function listen({ host, port }: { host: string; port: number }, who: "c" | "s") {
  const [, number] = (await ask(`listen ${host} ${port} ${who}`)).split(" ");
  return { host, port: Number(number) };
}

const methods = {
  /**
   * The first target is the service; then come the endpoints of its clients, which the generator plays. They are asked for
   * one after the other, because answers come in order.
   */
  async listen(targets: ParamsOf<RelayMethods, "listen">) {
    const who = servicePort === 0 ? "c" : "s";
    await watch(who === "c" ? "service" : "generator", listenerInode(socketTable(), targets[0]?.port ?? 0));
    const addresses = [];
    for (const target of targets) addresses.push(await listen(target, who));
    if (who === "c") servicePort = addresses[0]!.port;
    return addresses;
  },
  set: () => {},
  /** Where clients have no endpoints, the generator is the process that is connected to the service by now. */
  begin: () => watch("generator", callerInode(socketTable(), servicePort)),
  async sample(): Promise<TapSample> {
    const lines: string[] = [];
    for (let line = await ask("report"); line !== "end"; line = (await answers.next()).value) lines.push(line);
    return { excessDelay: "", log: lines.join("\n") };
  },
  async close(): Promise<void> {
    tap.stdin.end();
  },
} satisfies Record<keyof RelayMethods, unknown>;

serve(methods);
