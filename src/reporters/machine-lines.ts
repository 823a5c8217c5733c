/** The machine as lines of name and value, for the report and for the comparison of two runs. */
import type { Machine } from "../result/machine.js";
import { bytes, count, UNKNOWN } from "./format.js";

/** The name of the line that says what the machine did before the run, and nothing of the machine itself. */
export const LOAD_BEFORE = "load before the run";
/** The names of the lines that say where on the machine either side was. */
export const SERVICES_ON = "services on";
export const GENERATORS_ON = "generators on";

export function machineLines(machine: Machine): [name: string, value: string][] {
  const packages = Object.entries(machine.packages).map(([name, version]) => `${name} ${version}`);
  const cpus = (numbers: readonly number[] | undefined): string =>
    numbers === undefined ? "not pinned" : `CPU ${numbers.join(", ")}`;
  return [
    ["CPU", cpuLine(machine)],
    ["memory", bytes(machine.memoryBytes)],
    ["system", machine.operatingSystem],
    ["Node", `${machine.node} (V8 ${machine.v8})`],
    ...(machine.nodeFlags ? [["Node flags", machine.nodeFlags.join(" ")] satisfies [string, string]] : []),
    ...Object.entries(machine.environment ?? {}),
    ["packages", packages.join(", ") || UNKNOWN],
    [SERVICES_ON, cpus(machine.servicesOnCpus)],
    [GENERATORS_ON, cpus(machine.generatorsOnCpus)],
    ["open files limit", count(machine.openFilesLimit)],
    [LOAD_BEFORE, machine.loadAverage.toFixed(2)],
  ];
}

function cpuLine({ cpuModel, cpuCount, cpuLimit, virtual, runnerImage }: Machine): string {
  const parts = [cpuModel, `${cpuCount} logical`];
  if (cpuLimit !== undefined) parts.push(`limited to ${cpuLimit}`);
  if (virtual) parts.push("virtual");
  if (runnerImage !== undefined) parts.push(`runner image ${runnerImage}`);
  return parts.join(", ");
}
