/**
 * A service process as runs start it, but under V8's profiler: every slice leaves a file with where its CPU went, in the
 * folder named by PUSHBENCH_PROFILES. The bench does not know: it talks to the usual entry, whose calls this one overhears.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { cpus } from "node:os";
import { join } from "node:path";
import "../../src/services/service-entry.js";
import { monotonicNs } from "../../src/clock.js";
import type { Call } from "../../src/processes/channel.js";
import { justBefore } from "../../src/processes/slice-edge.js";
import { NS_PER_US } from "../../src/units.js";
import { attribute } from "./attribution.js";
import { type SliceProfile, sliceFile } from "./slice-profile.js";

/** Each sample interrupts the process: much shorter, and the profiler would be a part of what it finds. */
const SAMPLING_INTERVAL_US = 500;
/** V8's thread that takes the samples: its CPU is not the service's. */
const SAMPLER_THREAD = /^v8:ProfEvntProc/;

const directory = process.env.PUSHBENCH_PROFILES;
if (directory === undefined) throw new Error("PUSHBENCH_PROFILES must name a folder");

/**
 * The bench pins a service with all its threads. The one that takes samples would then get its turn only when the main
 * thread waits, and miss most of its work (three quarters of it, when this was tried).
 */
function unpin(): void {
  try {
    execFileSync("taskset", ["-acp", `0-${cpus().length - 1}`, String(process.pid)], { stdio: "ignore" });
  } catch {
    // without taskset the bench pins nothing either
  }
}

interface ThreadCpu {
  mainNs: number;
  samplerNs: number;
}

/** CPU of two of this process's threads: Linux keeps it for each. */
function threadCpu(): ThreadCpu {
  const cpu = { mainNs: 0, samplerNs: 0 };
  for (const thread of readdirSync("/proc/self/task")) {
    const folder = `/proc/self/task/${thread}`;
    const isMain = Number(thread) === process.pid;
    if (!isMain && !SAMPLER_THREAD.test(readFileSync(`${folder}/comm`, "utf8"))) continue;
    cpu[isMain ? "mainNs" : "samplerNs"] += Number(readFileSync(`${folder}/schedstat`, "utf8").split(" ")[0]);
  }
  return cpu;
}

unpin();
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.setSamplingInterval", { interval: SAMPLING_INTERVAL_US });

let slice = 0;
let before: { cpu: NodeJS.CpuUsage; threads: ThreadCpu; atUs: number } | undefined;

/** Starting the profiler takes some ms, so it is done at once; what counts starts when the bench's own counting does. */
function begin(startNs: number): void {
  session.post("Profiler.start");
  justBefore(startNs, () => {
    before = { cpu: process.cpuUsage(), threads: threadCpu(), atUs: monotonicNs() / NS_PER_US };
  });
}

function end(): void {
  if (before === undefined) return;
  const { user, system } = process.cpuUsage(before.cpu);
  const threads = threadCpu();
  const samplerNs = threads.samplerNs - before.threads.samplerNs;
  const mainNs = threads.mainNs - before.threads.mainNs;
  const { atUs } = before;
  before = undefined;
  session.post("Profiler.stop", (error, { profile }) => {
    if (error) throw error;
    const sliceProfile: SliceProfile = {
      processNs: (user + system) * NS_PER_US - samplerNs,
      mainNs,
      sampledUs: Object.fromEntries(attribute(profile, atUs)),
    };
    writeFileSync(join(directory!, sliceFile(process.pid, slice++)), JSON.stringify(sliceProfile));
  });
}

process.on("message", ({ method, params }: Call) => {
  if (method === "begin") begin((params as { startNs: number }).startNs);
  else if (method === "end") end();
});
