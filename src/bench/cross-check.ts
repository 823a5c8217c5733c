/** In a closed loop, a generator by others drives the same service, where the transport's card says that it can. */
import { monotonicNs } from "../clock.js";
import type { GeneratorMethods } from "../generators/generator-entry.js";
import type { CalledProcess } from "../processes/called-process.js";
import type { Patience } from "../processes/slice-plan.js";
import { type ApproachRecord, addressOf, type CrossCheck, labelOf } from "../result/result.js";
import type { ServiceProcess } from "../services/service-process.js";
import { cardOf } from "../transports/registry.js";

const CALL_MS = 15_000;
/** autocannon takes whole seconds. */
const WARM_UP_SECONDS = 1;
const SECONDS = 2;

export const canBeCrossChecked = ({ transport, config }: ApproachRecord): boolean =>
  cardOf(transport).crossCheck?.isFor(config) ?? false;

export async function crossCheck({
  approach,
  inFlight,
  generator,
  service,
  patience,
}: {
  approach: ApproachRecord;
  /** How many events all clients together keep in flight, with either generator. */
  inFlight: number;
  generator: CalledProcess<GeneratorMethods>;
  service: ServiceProcess;
  patience: Patience;
}): Promise<CrossCheck | undefined> {
  if (!canBeCrossChecked(approach)) return undefined;
  const saturate = (seconds: number) =>
    generator.call("crossCheck", { approach: labelOf(addressOf(approach)), seconds }, CALL_MS);
  if ((await saturate(WARM_UP_SECONDS)) === undefined) return undefined; // autocannon is not installed
  await service.call("begin", { startNs: monotonicNs() });
  const { requestsPerSecond, failed } = (await saturate(SECONDS))!;
  const served = await service.call("end", { expectedDeliveries: 0, patience }, patience.limitMs + CALL_MS);
  const { cpuNs, elapsedNs } = served.sample;
  const { delivered, suppressed } = served.observations; // autocannon sends the same requests again and again
  return {
    requestsPerSecond,
    inFlight,
    serviceCpuNsPerRequest: cpuNs / (delivered.index.length + suppressed.index.length),
    serviceCpuRatio: cpuNs / elapsedNs,
    failed,
  };
}
