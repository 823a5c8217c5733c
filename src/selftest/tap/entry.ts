/**
 * The process of a tap, in the place of a relay: the bench tells it where to stand, as it tells a relay. It starts the C program
 * named on its command line, says to it which processes to look at, and hands its log over with the round.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { RelayMethods } from "../../network/relay-entry.js";
import { type ParamsOf, serve } from "../../processes/channel.js";
import type { NetworkSample } from "../../result/fault-samples.js";
import { callerInode, listenerInode, ownerOf, socketTable } from "./socket-owner.js";

/** What a tap says of a round: its log, where a relay tells of its delays. */
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

/** By name, once each: the first socket that tells whose it is. */
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
  /** The first is the service; then come the endpoints of its clients, which the generator plays. One after the other: answers come in order. */
  async listen(targets: ParamsOf<RelayMethods, "listen">) {
    const who = servicePort === 0 ? "c" : "s";
    await watch(who === "c" ? "service" : "generator", listenerInode(socketTable(), targets[0]?.port ?? 0));
    const addresses = [];
    for (const target of targets) addresses.push(await listen(target, who));
    if (who === "c") servicePort = addresses[0]!.port;
    return addresses;
  },
  set: () => {},
  /** Where clients have no endpoints, the generator is who is connected to the service by now. */
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
