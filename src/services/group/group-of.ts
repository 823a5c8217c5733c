/** What the cards say of approaches whose service runs in several processes. */
import type { Flow } from "../../flow.js";
import type { ApproachRecord } from "../../result/result.js";
import { cardOf } from "../../transports/registry.js";
import type { GroupSpec } from "./specs.js";

/** Undefined where it runs in one. Throws where its transport cannot: validation has refused that. */
export function groupOf(
  { name, transport, processes }: Pick<ApproachRecord, "name" | "transport" | "processes">,
  flow: Flow,
): Pick<GroupSpec, "processes" | "ports" | "needsBus"> | undefined {
  if (processes === undefined) return undefined;
  const { severalProcesses } = cardOf(transport);
  if ("cannot" in severalProcesses) throw new Error(`${name} cannot run in several processes`);
  return { processes, ports: severalProcesses.ports, needsBus: severalProcesses.busIn.includes(flow) };
}
