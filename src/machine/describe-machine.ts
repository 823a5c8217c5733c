/** Describes the machine, because it is part of the result (docs/measurement.md). */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import { costlyEnvironment, inheritedFlags } from "../processes/inherited-flags.js";
import type { Machine } from "../result/machine.js";
import { readCpuLimit } from "./cpu-limit.js";
import { type Pinning, parseCpuList } from "./cpu-pinning.js";
import { readOpenFilesLimit } from "./open-files.js";

/** Carries load in every process, whatever the transport. */
const HISTOGRAMS = "hdr-histogram-js";

/** `transportPackages`: what else carries load, by npm's names. */
export function describeMachine(pinning: Pinning, transportPackages: readonly string[]): Machine {
  const cpus = os.cpus();
  const openFilesLimit = readOpenFilesLimit();
  const cpuLimit = readCpuLimit();
  const virtual = readVirtual();
  const nodeFlags = inheritedFlags(process.execArgv);
  const environment = costlyEnvironment(process.env);
  const runnerImage = [process.env.ImageOS, process.env.ImageVersion].filter(Boolean).join(" "); // these are GitHub's names
  return {
    cpuModel: cpus[0]?.model.trim() || "unknown",
    cpuCount: cpus.length || countCpus(),
    ...(cpuLimit === undefined ? {} : { cpuLimit }),
    ...(virtual === undefined ? {} : { virtual }),
    ...(runnerImage === "" ? {} : { runnerImage }),
    memoryBytes: os.totalmem(),
    operatingSystem: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    v8: process.versions.v8,
    ...(nodeFlags.length === 0 ? {} : { nodeFlags }),
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
    packages: Object.fromEntries([...transportPackages, HISTOGRAMS].map((name) => [name, packageVersion(name)])),
    ...(openFilesLimit === undefined ? {} : { openFilesLimit }),
    loadAverage: os.loadavg()[0]!,
    ...(pinning.reason === undefined ? { servicesOnCpus: pinning.services, generatorsOnCpus: pinning.generators } : {}),
  };
}

/**
 * Where /proc is hidden, Node lists no CPU. Then the kernel's other list counts, or else the CPUs that this process may use.
 */
export function countCpus(online = "/sys/devices/system/cpu/online"): number {
  try {
    return parseCpuList(readFileSync(online, "utf8")).length || os.availableParallelism();
  } catch {
    return os.availableParallelism();
  }
}

/** A hypervisor sets a flag of the CPU that no real CPU has. Only Linux on x86 shows it. */
function readVirtual(): boolean | undefined {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1];
    return flags?.split(" ").includes("hypervisor");
  } catch {
    return undefined;
  }
}

function packageVersion(name: string): string {
  const require = createRequire(import.meta.url);
  // Some packages do not export their package.json, so look for the folder above their entry.
  for (let folder = require.resolve(name); ; ) {
    const parent = folder.slice(0, folder.lastIndexOf("/"));
    if (parent === folder || parent === "") return "unknown";
    folder = parent;
    if (!folder.endsWith(`/node_modules/${name}`)) continue;
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as { version: string };
    return version;
  }
}
