/** Tells the listeners of a run who plays for it, and how far each is. */
import { type Clock, monotonicNs } from "../../clock.js";
import type { Fleet } from "../../fleet/coordinator/fleet.js";
import type { Topology } from "../../flow.js";
import { NS_PER_MS } from "../../units.js";
import type { RunListener } from "../run-events.js";

const TELL_EVERY_NS = 500 * NS_PER_MS;

export interface HostsToTell {
  fleet: Pick<Fleet, "progress" | "shares" | "watch">;
  topology: Topology;
  round: number;
  tell: RunListener;
  clock?: Clock;
}

/** A state is told at once, and how many are connected twice a second. Returns what ends it. */
export function tellHosts({ fleet, topology, round, tell, clock = monotonicNs }: HostsToTell): () => void {
  let toldNs = Number.NEGATIVE_INFINITY;
  let toldStates = "";
  let toldAll = "";
  const clientsOf = new Map(fleet.shares(topology).map(({ worker, clients }) => [worker, clients]));
  const look = (): void => {
    const hosts = fleet.progress().map((one) => ({ ...one, clients: clientsOf.get(one.worker) ?? 0 }));
    const states = hosts.map(({ worker, state }) => `${worker} ${state}`).join();
    const all = JSON.stringify(hosts);
    const isDue = states !== toldStates || (all !== toldAll && clock() - toldNs >= TELL_EVERY_NS);
    if (!isDue) return;
    [toldNs, toldStates, toldAll] = [clock(), states, all];
    tell({ type: "hosts-changed", round, hosts });
  };
  const end = fleet.watch(look);
  look();
  return end;
}
