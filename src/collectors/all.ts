/**
 * The collectors of an approach in one round. A new collector is a line here. What it measures goes into the round's `figures`, and
 * a row in reporters/figures/later.ts shows it.
 */
import type { Flow } from "../flow.js";
import { BacklogCollector } from "./backlog.js";
import type { Collector } from "./collector.js";
import { ConnectsCollector } from "./connects.js";
import { FanOutCollector } from "./fan-out.js";
import { IdleCollector } from "./idle.js";
import { JitterCollector } from "./jitter.js";
import { LatencyCollector } from "./latency.js";
import { GeneratorUseCollector } from "./processes/generator-use.js";
import { ServiceUseCollector } from "./processes/service-use.js";
import { RecoveryCollector } from "./recovery.js";
import { StagesCollector } from "./stages.js";
import { StallCollector } from "./stalls.js";
import { ThroughputCollector } from "./throughput.js";
import { TimelineCollector } from "./timeline.js";
import { WireCollector } from "./wire-bytes.js";

export interface CollectorSetting {
  flow: Flow;
  /** Whether events follow each other, so that none has a due time. */
  closedLoop: boolean;
  /** Whether no event is ever due, so that only idle clients are measured. */
  withoutEvents: boolean;
  clients: number;
  withFaults: boolean;
  /** Whether the times of deliveries are known. */
  hasLatency: boolean;
  /** Whether those with whom events begin see acknowledgements. */
  withAcks: boolean;
  /** Whether a delivery counts when its sender has the acknowledgement. */
  deliveredByAck: boolean;
  /** Whether senders ask when they are quiet what was delivered. */
  asksWhenQuiet: boolean;
  /** Whether the service's CPU is known. */
  serviceIsMeasured: boolean;
  /** How many generator processes there are. */
  generators: number;
  /** Whether it shall be told for how long nothing was delivered: for studies, whose trials are short. */
  watchesStalls?: boolean | undefined;
  /** Whether an objective of the scenario is on the jitter. */
  watchesJitter?: boolean | undefined;
  /** The size of the body of the measured event with that number. */
  bodyBytes(event: number): number;
}

/** The collectors on which the verdict on the generator rests. */
export interface Judged {
  throughput: ThroughputCollector;
  latency: LatencyCollector;
  /** Only where events have due times that the generators must keep. Then the lateness is theirs as well. */
  backlog: BacklogCollector | undefined;
  serviceUse: ServiceUseCollector;
  generatorUse: GeneratorUseCollector;
}

export function collectorsOf(setting: CollectorSetting): { judged: Judged; all: readonly Collector[] } {
  const { flow, closedLoop, withFaults, hasLatency, asksWhenQuiet, serviceIsMeasured, generators, bodyBytes } = setting;
  const { withAcks, deliveredByAck, withoutEvents, clients, watchesStalls = false, watchesJitter = false } = setting;
  const hasDueTimes = !closedLoop && !withoutEvents;
  const judged: Judged = {
    throughput: new ThroughputCollector(asksWhenQuiet),
    latency: new LatencyCollector(hasDueTimes, hasLatency && !withoutEvents),
    backlog: !hasDueTimes || flow === "broadcast" ? undefined : new BacklogCollector(),
    serviceUse: new ServiceUseCollector(!withFaults, serviceIsMeasured),
    generatorUse: new GeneratorUseCollector(generators),
  };
  const all = [
    ...Object.values(judged),
    flow === "ingest" || withoutEvents ? undefined : new FanOutCollector(),
    new WireCollector(flow, bodyBytes),
    hasLatency && !withoutEvents ? new StagesCollector({ flow, closedLoop, withAcks, deliveredByAck }) : undefined,
    new ConnectsCollector(),
    new TimelineCollector(hasLatency && !withoutEvents),
    withoutEvents ? new IdleCollector(clients) : undefined,
    withFaults ? new RecoveryCollector() : undefined,
    watchesStalls && hasLatency ? new StallCollector() : undefined,
    watchesJitter && hasLatency && hasDueTimes ? new JitterCollector() : undefined,
  ];
  return { judged, all: all.filter((one) => one !== undefined) };
}
