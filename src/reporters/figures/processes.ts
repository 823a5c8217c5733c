/** Of services in several processes: what the bus between them costs, which is part of the service's figures, and how even they are. */
import type { ApproachRound } from "../../result/result.js";
import { NS_PER_US } from "../../units.js";
import { bytes, count, durationOfUs, percent } from "../format.js";
import type { Figure } from "./figure.js";

/** Without the primary: it does another work. */
const workerRatios = ({ service }: ApproachRound): number[] | undefined =>
  service.processes?.filter(({ role }) => role === "worker").map(({ cpuRatio }) => cpuRatio);

const extreme = (of: (...values: number[]) => number) => (round: ApproachRound) => {
  const ratios = workerRatios(round);
  return ratios && of(...ratios);
};

export const processFigures = {
  serviceProcesses: {
    label: "processes",
    format: count,
    of: (r) => r.highest((round) => workerRatios(round)?.length),
  },
  serviceBusiestProcessCpuRatio: {
    label: "busiest process, of one core (median)",
    format: percent,
    of: (r) => r.middle(extreme(Math.max)),
  },
  serviceIdlestProcessCpuRatio: {
    label: "least busy process, of one core (median)",
    format: percent,
    of: (r) => r.middle(extreme(Math.min)),
  },
  servicePrimaryCpuUsPerDelivery: {
    label: "CPU per delivery: the primary",
    format: durationOfUs,
    of: (r) =>
      r.perDelivery(({ service }) => {
        const primary = service.processes?.find(({ role }) => role === "primary");
        return primary && primary.cpuNs / NS_PER_US;
      }),
  },
  serviceBusCpuUsPerDelivery: {
    label: "CPU per delivery: the bus",
    format: durationOfUs,
    of: (r) => r.perDelivery(({ service }) => service.bus && service.bus.cpuNs / NS_PER_US),
  },
  serviceBusBytesPerDelivery: {
    label: "bytes of the bus per delivery",
    format: bytes,
    of: (r) => r.perDelivery(({ service: { bus } }) => bus && bus.bytesRead + bus.bytesWritten),
  },
  serviceBusRssBytes: {
    label: "RSS of the bus (median)",
    format: bytes,
    of: (r) => r.middle(({ service }) => service.bus?.rssBytes),
  },
} as const satisfies Record<string, Figure>;
