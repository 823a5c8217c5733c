/** Only of fleets: which machine played which part of the clients, and how well its clock was known. */
import { type HostRecord, servicesOn } from "../../result/hosts.js";
import type { Result } from "../../result/result.js";
import { bytes, count, duration, UNKNOWN } from "../format.js";
import { table } from "../markdown-table.js";
import { asText } from "./words.js";

/** The section is undefined where this machine's generators played all clients. */
export function hosts({ hosts: all = [], rounds }: Result): string | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map((host) => {
    const parts = rounds.flatMap(({ hosts = [] }) => hosts.filter(({ worker }) => worker === host.worker));
    const bounds = parts.flatMap(({ clockBoundNs }) => clockBoundNs ?? []);
    return [
      `\`${host.worker}\``,
      asText(host.host),
      cpusOf(host),
      bytes(host.memoryBytes),
      asText(host.node),
      [...new Set(parts.map(({ services, clients }) => (services ? "the services" : count(clients))))].join(" or ") ||
        UNKNOWN,
      `${parts.length} of ${rounds.length}`,
      bounds.length === 0 ? UNKNOWN : clockText(Math.max(...bounds)),
    ];
  });
  const places = servicesOn(rounds) === undefined ? HERE : ON_HOST;
  return [
    table(["worker", "host", "CPUs", "memory", "Node", "clients", "rounds", "clock within"], rows),
    `${places} ${NOTE}`,
  ].join("\n\n");
}

const HERE = "Each worker played its part of the clients; services, and the clock of all figures, were on the machine below.";
const ON_HOST =
  "Each worker played its part of the clients, or had the services, whose CPU and memory were read there; the clock of all figures was that of the machine below. What is unknown of a client's clock is against that of the services: both hosts' together.";

const NOTE =
  "A time that a worker stamped may be wrong by as much as its clock was unknown, and so may a latency between it and the service: a difference that is smaller says nothing. Where an event begins and ends at clients of one worker, as in rooms of flow relay, one clock stamped both, and the latency is exact. Other work on the workers' CPUs is not looked for.";

const cpusOf = ({ cpuCount, cpuModel, cpus }: HostRecord): string =>
  `${cpuCount} (${asText(cpuModel)})${cpus === undefined ? "" : `, generator on ${cpus.join(", ")}`}`;

const clockText = (boundNs: number): string => (boundNs === 0 ? "the same clock" : `± ${duration(boundNs)}`);
