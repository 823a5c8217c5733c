/** How long workers take to begin a run and to hand in what they saw, and as many local generators. */
import { monotonicNs } from "../../../src/clock.js";
import { packageDirectory, packageVersion } from "../../../src/files/installed.js";
import { openFleet } from "../../../src/fleet/coordinator/open-fleet.js";
import type { Result } from "../../../src/result/result.js";
import { playBench } from "./play-bench.js";
import type { StudyFleet } from "./study-fleet.js";

/** All in ns. */
export interface PlayedMany {
  workers: number;
  /** From the first question until all have taken part. Half a second of it is the wait for answers. */
  takeNs: number;
  /** A fresh generator on every worker. */
  startNs: number;
  /** Of a round: everything but connecting, warm-up and slices, over its slices. In it are the call, the clocks, the drain and the reports. */
  besideSliceNs: Record<"fleet" | "local", number>;
}

const SLICES = { rounds: 1, measureSeconds: 4, sliceSeconds: 0.5 };

export async function playMany(seed: number, fleet: StudyFleet): Promise<PlayedMany> {
  const { workers } = fleet;
  const { takeNs, startNs } = await begun(fleet);
  const settings = [...Object.entries(SLICES).map(([name, value]) => `run.${name}=${value}`), `run.seed=${seed}`];
  const besideSliceNs = {
    fleet: besideSlice(await playBench(settings, fleet.options)),
    local: besideSlice(await playBench(settings, ["--generators", `${workers}`])),
  };
  return { workers, takeNs, startNs, besideSliceNs };
}

async function begun({ url, workers, tokenFile }: StudyFleet): Promise<Pick<PlayedMany, "takeNs" | "startNs">> {
  const beganNs = monotonicNs();
  const fleet = await openFleet({
    ...{ url, workers, tokenFile, cwd: process.cwd(), address: undefined, env: process.env },
    pushbenchVersion: packageVersion(packageDirectory),
    signal: new AbortController().signal,
  });
  try {
    const takenNs = monotonicNs();
    const generators = await fleet.generators();
    const startedNs = monotonicNs();
    await Promise.all(generators.map((generator) => generator.stop()));
    return { takeNs: takenNs - beganNs, startNs: startedNs - takenNs };
  } finally {
    await fleet.close();
  }
}

function besideSlice({ rounds, approaches }: Result): number {
  const slices = (SLICES.measureSeconds / SLICES.sliceSeconds) * approaches.length;
  return rounds[0]!.time!.besideSlicesNs / slices;
}
