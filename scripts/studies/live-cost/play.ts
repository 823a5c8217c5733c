/** A round of `chat` with a live page that a browser shows, and one without, in an order that is drawn for each pair. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PushbenchError } from "../../../src/errors.js";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { seededRandom } from "../../../src/random.js";
import { readResult } from "../../../src/reporters/read-result.js";
import { shuffle } from "../../../src/shuffle.js";
import { figuresOf, isDisturbed } from "../../../src/studies/sweep/figures.js";
import type { Browser } from "../../chromium.js";
import type { PairedRound } from "../paired-table.js";

export type Metric = "cpuNsPerDelivery" | "latencyP50Ns" | "latencyP99Ns";

export type PlayedRound = PairedRound<Metric>;

export interface PlayedPair {
  pair: number;
  watched: PlayedRound;
  alone: PlayedRound;
}

const PROGRAM = fileURLToPath(new URL("../../../src/main.js", import.meta.url));
const SETTINGS = ["run.rounds=1", "run.measureSeconds=4"].flatMap((setting) => ["--set", setting]);

export async function playPair(pair: number, browser: Browser): Promise<PlayedPair> {
  const order = [true, false];
  shuffle(order, seededRandom(pair, "order of a pair"));
  const played = new Map<boolean, PlayedRound>();
  for (const isWatched of order) played.set(isWatched, await playRound(pair, isWatched ? browser : undefined));
  return { pair, watched: played.get(true)!, alone: played.get(false)! };
}

/** Throws PushbenchError where the bench did not end well. */
async function playRound(seed: number, browser: Browser | undefined): Promise<PlayedRound> {
  const folder = scratchFolder("live-cost");
  try {
    const out = path.join(folder.path, "out");
    const argv = ["bench", "chat", ...SETTINGS, "--set", `run.seed=${seed}`, "--out", out, "--json"];
    const child = spawn(process.execPath, [PROGRAM, ...argv, ...(browser ? ["--live"] : [])], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const page = await browser?.newPage();
    for await (const line of createInterface(child.stdout)) {
      const told = JSON.parse(line) as { type?: string; url?: string };
      if (told.type === "live") await page!.goto(told.url!);
    }
    if (child.exitCode === null) await once(child, "exit");
    await page?.close();
    if (child.exitCode !== 0)
      throw new PushbenchError("usage", `A bench of this study ended with exit code ${child.exitCode}.`);
    const result = await readResult(path.join(out, "result.json"));
    return Object.fromEntries(figuresOf(result).map((figures) => [figures.approach, roundOf(figures)]));
  } finally {
    folder.remove();
  }
}

function roundOf(figures: ReturnType<typeof figuresOf>[number]): PlayedRound[string] {
  const { cpuNsPerSecond, deliveriesPerSecond, latencyP50Ns, latencyP99Ns } = figures;
  return {
    isDisturbed: isDisturbed(figures),
    ...(cpuNsPerSecond !== undefined && { cpuNsPerDelivery: cpuNsPerSecond / deliveriesPerSecond! }),
    ...(latencyP50Ns !== undefined && { latencyP50Ns }),
    ...(latencyP99Ns !== undefined && { latencyP99Ns }),
  };
}
