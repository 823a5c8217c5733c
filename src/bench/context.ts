/** What the steps of a run are told. */
import type { TemplateName } from "../events/templates.js";
import type { Schedule } from "../executors/schedule.js";
import type { Topology } from "../flow.js";
import type { Pinning } from "../machine/cpu-pinning.js";
import type { Phase } from "../processes/slice-plan.js";
import type { Scenario } from "../scenario/load.js";
import type { RunListener } from "./run-events.js";
import type { WarmUpPlan } from "./warm-up/warm-up-plan.js";

/** What every round of a run shares. */
export interface BenchContext {
  /** Is told what happens. */
  tell: RunListener;
  scenario: Scenario;
  topology: Topology;
  source: { template: TemplateName; seed: number };
  /**
   * Programs of the processes, as absolute paths. `services`: of arms that have one of their own, by arm. `relay`: what
   * stands between clients and service where it is not the network's relay.
   */
  entries: {
    service: string;
    generator: string;
    services?: ReadonlyMap<string, string>;
    relay?: { entry: string; argv: readonly string[] };
  };
  /** Generator processes. */
  generators: number;
  /** Port of the first approach's service, the others count on from it. 0: any free ports. */
  port: number;
  signal: AbortSignal;
  pinning: Pinning;
  /** Only in a closed loop. */
  windowPerClient: number | undefined;
  /** For studies of the warm-up: half of it is kept for the middle of the measured window. */
  warmsUpTwice?: boolean;
  /** Nobody asks what the services cost without events: a gate plays more rounds in that time. */
  withoutIdle?: boolean;
}

export interface RoundPlan {
  number: number;
  schedules: Record<Phase, Schedule>;
  warmUp: WarmUpPlan;
}
