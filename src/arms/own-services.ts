/** Services of the user's own that are the arms of a gate, and what their figures mean. */

import type { Scenario } from "../scenario/load.js";

/** The commands of the arms whose service is the user's own. The control uses the base's command once more. */
export interface Commands {
  base?: string;
  head: string;
}

/** What the reader of a gate must know about the figures. */
export function meaningOf({ flow }: Pick<Scenario, "flow">): string[] {
  const measured = "The services are your own: CPU and memory are those of their process groups, seen from outside.";
  if (flow !== "ingest") return [measured];
  return [
    `${measured} A delivery counts when its sender has the acknowledgement: latency is to the acknowledgement, and what a service took twice is not seen. It is the same in both arms.`,
  ];
}
