/** What clients cost that are connected and do nothing. Only runs without events have these figures. */
import type { ApproachRound } from "../../result/result.js";
import { NS_PER_US, nsToSeconds } from "../../units.js";
import { bytes, count, durationOfUs, perSecond } from "../format.js";
import type { Figure } from "./figure.js";

const cpuUs = ({ service }: ApproachRound): number | undefined =>
  service.cpuNs === undefined ? undefined : service.cpuNs / NS_PER_US;

const heartbeatsEachSecond = ({ idle }: ApproachRound): number | undefined =>
  idle?.heartbeats === undefined ? undefined : idle.heartbeats / nsToSeconds(idle.clientsNs);

/** By themselves, in the whole round: pools give up what is idle for long. What broke and came back is among them. */
const closed = ({ idle, wire }: ApproachRound): number | undefined =>
  idle && wire.connectionsOpenedBefore + wire.connectionsOpenedDuring - idle.connectionsOpen;

export const idleFigures = {
  serviceCpuUsPerClientSecond: {
    label: "service CPU per client and second",
    format: durationOfUs,
    better: "lower",
    of: (r) => r.per(({ idle }) => idle && idle.clients * nsToSeconds(idle.serviceNs), cpuUs),
  },
  /** Of two rates, because CPU and heartbeats are counted in two processes, over times of slightly different lengths. */
  serviceCpuUsPerHeartbeat: {
    label: "service CPU per heartbeat, everything included",
    format: durationOfUs,
    of: (r) =>
      r.per(heartbeatsEachSecond, (round) => {
        const us = cpuUs(round);
        return us === undefined || round.idle === undefined ? undefined : us / nsToSeconds(round.idle.serviceNs);
      }),
  },
  wireBytesPerClientSecond: {
    label: "wire per client and second",
    format: bytes,
    better: "lower",
    of: (r) =>
      r.per(
        ({ idle }) => idle && idle.clients * nsToSeconds(idle.clientsNs),
        ({ wire }) => wire.toServiceBytes + wire.fromServiceBytes,
      ),
  },
  heartbeatsPerSecond: {
    label: "heartbeats per second (median)",
    format: perSecond,
    of: (r) => r.middle(heartbeatsEachSecond),
  },
  connectionsOpen: {
    label: "connections open at the end (median)",
    format: count,
    of: (r) => r.middle(({ idle }) => idle?.connectionsOpen),
  },
  connectionsClosed: {
    label: "connections that ended, all rounds",
    format: count,
    of: (r) => r.sum(closed),
  },
} as const satisfies Record<string, Figure>;
