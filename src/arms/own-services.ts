/** Services of the user's own that are the arms of a gate, and what their figures mean. */

import { isMeasured } from "../result/service-source.js";
import type { Scenario } from "../scenario/load.js";
import { hasOwnService } from "../scenario/own-services.js";
import { sourceLabel } from "../services/kept-service.js";

/** The commands of the arms whose service is the user's own. The control uses the base's command once more. */
export interface Commands {
  base?: string;
  head: string;
}

/** What plays where no arm has a command: undefined as soon as one service is pushbench's, whose version is then the name. */
export function ownLabel({ approaches }: Pick<Scenario, "approaches">): string | undefined {
  const labels = approaches.map(({ service }) => service && sourceLabel(service));
  return labels.includes(undefined) ? undefined : [...new Set(labels)].join(", ");
}

/** What the reader of a gate must know about the figures. There is nothing to know where every service is pushbench's. */
export function meaningOf({ flow, approaches }: Pick<Scenario, "flow" | "approaches">): string[] {
  const own = approaches.filter(hasOwnService);
  if (own.length === 0) return [];
  const namesOf = (some: typeof own): string => some.map(({ name }) => name).join(", ");
  const whose =
    own.length === approaches.length ? "The services are your own" : `Services of your own play ${namesOf(own)}`;
  const unmeasured = own.filter(({ service }) => !isMeasured(service));
  const unknown = unmeasured.length === 0 ? "" : ` Those of ${namesOf(unmeasured)} are unknown.`;
  const measured = `${whose}: CPU and memory are those of their processes, seen from outside.${unknown}`;
  if (flow !== "ingest") return [measured];
  return [
    `${measured} A delivery counts when its sender has the acknowledgement: latency is to the acknowledgement, and what a service took twice is not seen. It is the same in both arms.`,
  ];
}
