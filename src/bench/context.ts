/** What the steps of a run are told. */
import type { TemplateName } from "../events/templates.js";
import type { Arrivals } from "../executors/registry.js";
import type { Schedule } from "../executors/schedule.js";
import type { Fleet } from "../fleet/coordinator/fleet.js";
import type { Topology } from "../flow.js";
import type { Pinning } from "../machine/cpu-pinning.js";
import type { Phase } from "../processes/slice-plan.js";
import type { Permission } from "../remote/permission.js";
import type { Scenario } from "../scenario/load.js";
import type { Securities } from "../services/securities.js";
import type { RunListener } from "./run-events.js";
import type { WarmUpPlan } from "./warm-up/warm-up-plan.js";

/** What every round of a run shares. */
export interface BenchContext {
  /** It is told what happens. */
  tell: RunListener;
  scenario: Scenario;
  topology: Topology;
  source: { template: TemplateName; seed: number };
  /**
   * The programs of the processes, as absolute paths. `services` has those of arms that have a program of their own. `relay` is what
   * stands between clients and service where it is not the network's relay.
   */
  entries: {
    service: string;
    generator: string;
    services?: ReadonlyMap<string, string>;
    relay?: { entry: string; argv: readonly string[] };
  };
  /** How many generator processes there are. */
  generators: number;
  /** Who plays the clients in the place of this machine's generators. */
  fleet?: Fleet;
  /** The port of the first approach's service, from which the others count up. 0 takes any free ports. */
  port: number;
  signal: AbortSignal;
  pinning: Pinning;
  /** Where services that are reached by a URL are, and whether they lie beyond this machine. */
  permission?: Permission;
  securities: Securities;
  /** Only in a closed loop. */
  windowPerClient: number | undefined;
  /** For studies of the warm-up: half of it is kept for the middle of the measured window. */
  warmsUpTwice?: boolean;
  /**
   * For studies of low rates: what these approaches play just before their measured window, because a warm-up, which raises rates,
   * leaves connections open that would have closed long ago (docs/sweep.md).
   */
  settle?: Settle;
  /** Leaves out what is measured beside the slices, idle services and cross-checks: a gate plays more rounds in that time. */
  onlySlices?: boolean;
  /** For searches of a capacity: for how long nothing was delivered is a figure of each round. It keeps the times of all deliveries of a slice. */
  watchesStalls?: boolean;
}

export interface Settle {
  approaches: readonly string[];
  seconds: number;
  arrivals: Arrivals;
  /** Whether all connections of these approaches are closed first. */
  fromClosed: boolean;
}

export interface RoundPlan {
  number: number;
  schedules: Record<Phase, Schedule>;
  warmUp: WarmUpPlan;
}
