/** Services of the user's own, which commands start: which scenarios they can play, and what their figures mean. */

import { type Problem, PushbenchError } from "../errors.js";
import { canReadGroups } from "../machine/process-group.js";
import type { Scenario } from "../scenario/load.js";
import { type AnyCard, cardOf, transportNames, transports } from "../transports/registry.js";

/** The commands of the arms whose service is the user's own. The control uses the base's command once more. */
export interface Commands {
  base?: string;
  head: string;
}

/** Throws PushbenchError own-service-unplayable with all that stands in the way. */
export function requirePlayable(scenario: Scenario): void {
  const problems = problemsOf(scenario);
  if (!canReadGroups())
    problems.push({ at: "system", message: "own services are measured from /proc, which Linux has" });
  if (problems.length === 0) return;
  throw new PushbenchError(
    "own-service-unplayable",
    `${scenario.name} cannot be played with a service that knows nothing of pushbench.`,
    {
      problems,
      hint: `docs/own-service.md says what can: ingest by ${titles(playsIngest)}, relay by ${titles(connects)}, no faults.`,
    },
  );
}

const playsIngest = ({ cannotPlay }: AnyCard): boolean => cannotPlay?.ingest === undefined;
const connects = ({ clientsListen }: AnyCard): boolean => !clientsListen;

/** Of the transports for which that holds. */
const titles = (holds: (card: AnyCard) => boolean): string =>
  transportNames
    .map((name): AnyCard => transports[name])
    .flatMap((card) => (holds(card) ? [card.title] : []))
    .join(" or ");

function problemsOf({ flow, guarantee, approaches, faults, objectives }: Scenario): Problem[] {
  const problems: Problem[] = [];
  const refuse = (at: string, message: string): void => void problems.push({ at, message });
  if (flow === "broadcast")
    refuse("flow", "in flow broadcast events begin in the service, and nobody can tell your service to send them");
  for (const { name, transport } of approaches) {
    const { titles: several, clientsListen, alwaysAcknowledges } = cardOf(transport);
    if (flow === "relay" && clientsListen) {
      refuse(
        `approaches.${name}`,
        `nobody can tell your service where to send ${several}; name others with --approaches`,
      );
    }
    if (flow === "ingest" && guarantee === "at-most-once" && !alwaysAcknowledges) {
      refuse(
        `approaches.${name}`,
        "under at-most-once no acknowledgement shows what your service took: --set guarantee=at-least-once",
      );
    }
  }
  if (faults !== undefined) refuse("faults", "they need a service that can be told to misbehave, and keeps a journal");
  if (flow === "ingest" && objectives.exactlyAsSentOrder) {
    refuse("objectives.exactlyAsSentOrder", "the order in which your service took events cannot be seen");
  }
  return problems;
}

/** What the reader of a gate must know about the figures. */
export function meaningOf({ flow }: Pick<Scenario, "flow">): string[] {
  const measured = "The services are your own: CPU and memory are those of their process groups, seen from outside.";
  if (flow !== "ingest") return [measured];
  return [
    `${measured} A delivery counts when its sender has the acknowledgement: latency is to the acknowledgement, and what a service took twice is not seen. It is the same in both arms.`,
  ];
}
