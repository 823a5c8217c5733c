/** What cannot be played where an approach's reference service runs in several processes, each with the reason and a way out. */
import { type Fault, needsReferenceService, needsRelay, takesProcess } from "../faults/registry.js";
import type { Flow } from "../flow.js";
import type { NetworkConditions } from "../network-conditions.js";
import type { ApproachRecord } from "../result/result.js";
import type { SeveralProcesses } from "../transports/card.js";
import { cardOf } from "../transports/registry.js";
import type { Issue } from "./explain.js";

export interface Played {
  flow: Flow;
  approaches: readonly ApproachRecord[];
  faults?: readonly Fault[] | undefined;
  network?: NetworkConditions | undefined;
}

export function* severalProcessesIssues({ flow, approaches, faults = [], network }: Played): Iterable<Issue> {
  for (const { name, transport, processes } of approaches) {
    if (processes === undefined) continue;
    const able = cardOf(transport).severalProcesses;
    const issue = (message: string): Issue => ({ path: ["approaches", name, "service", "processes"], message });
    if ("cannot" in able) {
      yield issue(`must be 1, got ${processes}: ${able.cannot}`);
      continue;
    }
    const instead = `set it to 1 (--set approaches.${name}.service.processes=1), or take out`;
    if (network)
      yield issue(`must be 1 with a network, got ${processes}: one relay leads to one process; ${instead} network`);
    for (const fault of faults) {
      const why = obstacle(fault, able, flow);
      if (why !== undefined)
        yield issue(`must be 1 with ${fault.kind}, got ${processes}: ${why}; ${instead} the fault`);
    }
  }
}

type Able = Exclude<SeveralProcesses, { cannot: string }>;

function obstacle(fault: Fault, { ports }: Able, flow: Flow): string | undefined {
  if (needsRelay(fault)) return "one relay leads to one process";
  if (takesProcess(fault)) return "it takes a service of one process as a whole";
  if (needsReferenceService(fault) && ports === "shared" && flow !== "broadcast")
    return "which attempts it hits is counted by each process, and the next attempt may come to another";
  return undefined;
}
