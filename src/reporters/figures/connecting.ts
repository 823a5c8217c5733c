/** How the clients connected before anything was measured. Only connections that clients opened count. */
import type { ApproachRound } from "../../result/result.js";
import { nsToSeconds } from "../../units.js";
import { count, duration, perSecond } from "../format.js";
import type { Figure } from "./figure.js";

const openedByClients = ({ connecting }: ApproachRound) =>
  connecting !== undefined && connecting.connections > 0 ? connecting : undefined;

export const connectingFigures = {
  connectingConnections: {
    label: "connections opened (median)",
    format: count,
    of: (r) => r.middle((round) => openedByClients(round)?.connections),
  },
  connectingElapsedNs: {
    label: "time for all of them (median)",
    format: duration,
    of: (r) => r.middle((round) => openedByClients(round)?.elapsedNs),
  },
  connectsPerSecond: {
    label: "connects per second (median)",
    format: perSecond,
    of: (r) =>
      r.middle((round) => {
        const opened = openedByClients(round);
        return opened && opened.elapsedNs > 0 ? opened.connections / nsToSeconds(opened.elapsedNs) : undefined;
      }),
  },
  connectWholeP50Ns: { label: "until it could be used p50", format: duration, of: (r) => r.connectNs("whole", 0.5) },
  connectWholeP99Ns: { label: "until it could be used p99", format: duration, of: (r) => r.connectNs("whole", 0.99) },
  connectWholeMaxNs: { label: "until it could be used max", format: duration, of: (r) => r.connectNs("whole", 1) },
  connectTcpP50Ns: { label: "of it: TCP p50", format: duration, of: (r) => r.connectNs("tcp", 0.5) },
  connectTcpP99Ns: { label: "of it: TCP p99", format: duration, of: (r) => r.connectNs("tcp", 0.99) },
  connectTcpMaxNs: { label: "of it: TCP max", format: duration, of: (r) => r.connectNs("tcp", 1) },
  connectTlsP50Ns: { label: "of it: TLS p50", format: duration, of: (r) => r.connectNs("tls", 0.5) },
  connectTlsP99Ns: { label: "of it: TLS p99", format: duration, of: (r) => r.connectNs("tls", 0.99) },
  connectTlsMaxNs: { label: "of it: TLS max", format: duration, of: (r) => r.connectNs("tls", 1) },
} as const satisfies Record<string, Figure>;
