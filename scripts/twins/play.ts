/** Plays runs of twins, one folder each, and leaves alone those that are there already: a study of hours can be broken off. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const SCENARIO = "scripts/twins/twins.yaml";
const MAIN = path.join("dist", "src", "main.js");
const NAMES = ["a", "b", "c", "d"];

/** By turns, so that a study that is broken off has as many of either. */
const TRANSPORTS = ["websocket", "webhook"] as const;

export interface Run {
  /** From 1; also the seed. */
  number: number;
  transport: (typeof TRANSPORTS)[number];
  folder: string;
}

export const runOf = (folder: string, number: number): Run => {
  const transport = TRANSPORTS[(number - 1) % TRANSPORTS.length]!;
  return { number, transport, folder: path.join(folder, `${String(number).padStart(4, "0")}-${transport}`) };
};

/** A run that was broken off is played anew; one that failed too. */
export function isPlayed({ folder }: Run): boolean {
  const file = path.join(folder, "result.json");
  return existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { state: string }).state === "complete";
}

/** Resolves when the bench has ended. Throws where it could not play, for a missed objective is no failure. */
export async function play({ number, transport, folder }: Run, rounds: number): Promise<void> {
  const approaches = NAMES.map((name) => `${transport}-${name}`).join(",");
  const settings = ["--set", `run.seed=${number}`, "--set", `run.rounds=${rounds}`];
  const args = [MAIN, "bench", "--scenario", SCENARIO, "--approaches", approaches, ...settings, "--out", folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("exit", resolve);
    child.on("error", reject);
  });
  if (code !== 0 && code !== 1) throw new Error(`run ${number} of the twins ended with exit code ${code}`);
}
