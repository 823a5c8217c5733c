/** Only of fleets: which machine played which part of a run, how well its clock was known, and what else ran there. */
import { type HostCpus, type HostRecord, servicesOn } from "../../result/hosts.js";
import type { Result } from "../../result/result.js";
import { bytes, clockText, count, percent, UNKNOWN } from "../format.js";
import { table } from "../markdown-table.js";
import { asText } from "./words.js";

/** The section is undefined where this machine's generators played all clients. */
export function hosts({ hosts: all = [], rounds }: Result): string | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map((host) => {
    const parts = rounds.flatMap(({ hosts = [] }) => hosts.filter(({ worker }) => worker === host.worker));
    const bounds = parts.flatMap(({ clockBoundNs }) => clockBoundNs ?? []);
    const cpus = rounds
      .flatMap(({ approaches }) => approaches.flatMap(({ hostCpus = [] }) => hostCpus))
      .filter(({ worker }) => worker === host.worker);
    return [
      `\`${host.worker}\``,
      asText(host.host),
      cpusOf(host, parts.some(({ services }) => services) ? "services" : "generator"),
      bytes(host.memoryBytes),
      asText(host.node),
      [...new Set(parts.map(({ services, clients }) => (services ? "the services" : count(clients))))].join(" or ") ||
        UNKNOWN,
      `${parts.length} of ${rounds.length}`,
      bounds.length === 0 ? UNKNOWN : clockText(Math.max(...bounds)),
      mostOf(cpus, ({ foreignRatio }) => foreignRatio),
      mostOf(cpus, ({ stealRatio }) => stealRatio),
      mostOf(cpus, ({ pressureRatio }) => pressureRatio),
    ];
  });
  const places = servicesOn(rounds) === undefined ? HERE : ON_HOST;
  return [table(HEADER, rows), `${places} ${NOTE}`].join("\n\n");
}

const HEADER = [
  ...["worker", "host", "CPUs", "memory", "Node", "clients", "rounds", "clock within"],
  ...["others on its CPUs", "stolen", "somebody waited for a CPU"],
];

/** Of all approaches in all rounds. */
const mostOf = (cpus: readonly HostCpus[], of: (one: HostCpus) => number | undefined): string => {
  const known = cpus.flatMap((one) => of(one) ?? []);
  return percent(known.length === 0 ? undefined : Math.max(...known));
};

const HERE =
  "Each worker played its part of the clients; services, and the clock of all figures, were on the machine below.";
const ON_HOST =
  "Each worker played its part of the clients, or had the services, whose CPU and memory were read there; the clock of all figures was that of the machine below. What is unknown of a client's clock is against that of the services: both hosts' together.";

const NOTE =
  "A time that a worker stamped may be wrong by as much as its clock was unknown, and so may a latency between it and the service: a difference that is smaller says nothing. Where an event begins and ends at clients of one worker, as in rooms of flow relay, one clock stamped both, and the latency is exact. The last columns are of the worst round: what others than the run used of the CPUs on which a worker's processes may run, what a hypervisor took of them, and for how much of the time some process of the host had work and no CPU. The first two are judged as on one machine: a round is marked in which they were too large on any host.";

const cpusOf = ({ cpuCount, cpuModel, cpus }: HostRecord, part: "services" | "generator"): string =>
  `${cpuCount} (${asText(cpuModel)})${cpus === undefined ? "" : `, ${part} on ${cpus.join(", ")}`}`;
