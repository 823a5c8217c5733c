/** Studies play many benches, some of them on purpose beyond what a service carries, so they load this machine alone. */
import { PushbenchError } from "../errors.js";
import { isLoopback } from "../loopback.js";
import { isStarted } from "../result/service-source.js";
import type { Scenario } from "../scenario/load.js";

/** Throws PushbenchError usage where an approach is beyond this machine. `why` ends the sentence that says so. */
export function requireThisMachine({ approaches }: Pick<Scenario, "approaches">, why: string): void {
  for (const { name, service } of approaches) {
    if (service === undefined || isStarted(service) || isLoopback(new URL(service.url).hostname)) continue;
    throw new PushbenchError("usage", `${name} is beyond this machine, and ${why}.`, {
      hint: "Run the service on this machine, or ask `pushbench bench` at a rate of your choice (docs/remote.md).",
    });
  }
}
