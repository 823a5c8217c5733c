/** What a run asks of this machine, as far as it is known before anything was started. */
import type { Topology } from "../../flow.js";
import type { ApproachRecord } from "../../result/result.js";
import type { Scenario } from "../../scenario/load.js";
import { usesRelay } from "../relay-process.js";

export interface Load extends Topology {
  approaches: readonly ApproachRecord[];
  generators: number;
  /** Whether the clients' side is on other machines, of which nothing is known here. By default it is not. */
  areClientsElsewhere?: boolean;
  /** Whether each approach has a relay between its clients and its service. */
  hasRelays: boolean;
}

export const loadOf = (
  scenario: Scenario,
  topology: Topology,
  generators: number,
  areClientsElsewhere = false,
): Load => ({
  ...topology,
  approaches: scenario.approaches,
  generators,
  areClientsElsewhere,
  hasRelays: usesRelay(scenario),
});

/** "100000 clients by 2 approaches" */
export const clientsByApproaches = ({ clients, approaches: { length } }: Load): string =>
  `${clients} client${clients === 1 ? "" : "s"} by ${length} approach${length === 1 ? "" : "es"}`;
