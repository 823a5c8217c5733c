/** What a run asks of a machine, as far as it is known before anything was started. */
import type { Topology } from "../../flow.js";
import type { ApproachRecord } from "../../result/result.js";
import type { Scenario } from "../../scenario/load.js";
import { usesRelay } from "../relay-process.js";

export interface Load extends Topology {
  approaches: readonly ApproachRecord[];
  generators: number;
  /** Whether workers start the generators: each has a limit of open files of its own. By default this process starts them. */
  areGeneratorsOfWorkers?: boolean;
  /** Whether the clients' side is on other machines, each of which is looked at by itself. By default it is not. */
  areClientsElsewhere?: boolean;
  /** Whether the services' side is on another machine. By default it is not. */
  areServicesElsewhere?: boolean;
  /** Whether each approach has a relay between its clients and its service. */
  hasRelays: boolean;
  /** Where pushbench's own services listen. By default on the loopback. */
  address?: string;
  /** Of how many clients these are the part that some workers play. By default these are all. */
  ofClients?: number;
}

/** `fleet`: absent where this machine's generators play the clients. */
export const loadOf = (
  scenario: Pick<Scenario, "approaches" | "faults" | "network">,
  topology: Topology,
  generators: number,
  fleet?: { isOnLoopback: boolean; serviceOn?: string | undefined },
): Load => ({
  ...topology,
  approaches: scenario.approaches,
  generators,
  ...(fleet && {
    areGeneratorsOfWorkers: true,
    areClientsElsewhere: !fleet.isOnLoopback,
    areServicesElsewhere: !fleet.isOnLoopback && fleet.serviceOn !== undefined,
  }),
  hasRelays: usesRelay(scenario),
});

/** "100000 clients by 2 approaches" */
export const clientsByApproaches = ({ clients, approaches: { length } }: Load): string =>
  `${clients} client${clients === 1 ? "" : "s"} by ${length} approach${length === 1 ? "" : "es"}`;
