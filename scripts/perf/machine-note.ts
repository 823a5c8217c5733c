import { createRequire } from "node:module";
import { number } from "../../src/reporters/format.js";
import type { Machine } from "../../src/result/machine.js";

const require = createRequire(import.meta.url);

/** Where and how the tables below it were measured. */
export function machineNote(machine: Machine, rounds: number): string {
  const { cpuModel, cpuCount, operatingSystem, node, packages, loadAverage, servicesOnCpus } = machine;
  const { version } = require("autocannon/package.json") as { version: string };
  const pinned = servicesOnCpus === undefined ? "not pinned" : "each side pinned to CPUs of its own";
  return (
    `${cpuModel}, ${cpuCount} CPUs, ${pinned}; ${operatingSystem}; Node ${node}, autocannon ${version}, ` +
    `undici ${packages.undici}, ws ${packages.ws}; load average ${number(loadAverage)} when it began. ` +
    `Medians (lowest–highest) of ${rounds} rounds; ratios are taken within each round.`
  );
}
