/** The program of a relay's process, which processes/worker-process.ts starts. It connects the relay with the bench. */
import { monotonicNs } from "../clock.js";
import { startPacer } from "../generators/pacing/registry.js";
import { LOOPBACK } from "../loopback.js";
import type { NetworkConditions } from "../network-conditions.js";
import { serve } from "../processes/channel.js";
import type { NetworkSample } from "../result/fault-samples.js";
import type { Address } from "../transports/endpoint.js";
import { listeningHost } from "../transports/listening-host.js";
import { Relay } from "./relay.js";

// The relay is as punctual as a generator, because it adds its own lateness to every delivery.
const pacer = startPacer("timer-thread", "generator");
const relay = new Relay(pacer, monotonicNs);

/** On the loopback it listens where its targets do. Targets on other machines are reached by way of this one. */
const host = listeningHost() === LOOPBACK ? undefined : listeningHost();

const methods = {
  listen: (targets: readonly Address[]): Promise<Address[]> =>
    Promise.all(targets.map((target) => relay.listen(target, host))),
  set: (conditions: NetworkConditions) => relay.set(conditions),
  begin: () => relay.beginMeasuring(),
  sample: (): NetworkSample => ({ excessDelay: relay.excessDelay.encode() }),
  async close(): Promise<void> {
    await relay.close();
    await pacer.close();
  },
};

export type RelayMethods = typeof methods;

serve(methods);
