/** Where the time of a delivery goes: means that add up, over the deliveries of which every stage was seen. */
import { count, duration } from "../format.js";
import type { Figure } from "./figure.js";
import type { Rounds } from "./rounds.js";

const meanOf = (rounds: Rounds, stage: string): number | undefined =>
  rounds.per(
    ({ figures }) => figures?.stagesDeliveries,
    ({ figures }) => figures?.[stage],
  );

export const stageFigures = {
  stageLateMeanNs: { label: "late: due → begun", format: duration, of: (r) => meanOf(r, "stageLateNs") },
  stageWaitingMeanNs: { label: "waiting: begun → sent", format: duration, of: (r) => meanOf(r, "stageWaitingNs") },
  stageConnectingMeanNs: { label: "of it: TCP connect", format: duration, of: (r) => meanOf(r, "stageConnectingNs") },
  stageHandshakingMeanNs: {
    label: "of it: TLS handshake",
    format: duration,
    of: (r) => meanOf(r, "stageHandshakingNs"),
  },
  stageQueueMeanNs: {
    label: "of it: queue, and all else",
    format: duration,
    of: (r) => {
      const [waiting, connecting] = [meanOf(r, "stageWaitingNs"), meanOf(r, "stageConnectingNs")];
      if (waiting === undefined || connecting === undefined) return undefined;
      return waiting - connecting - (meanOf(r, "stageHandshakingNs") ?? 0);
    },
  },
  stageOnItsWayMeanNs: {
    label: "on its way: sent → delivered",
    format: duration,
    of: (r) => meanOf(r, "stageOnItsWayNs"),
  },
  /** The mean latency of these deliveries. */
  stagesDeliveredMeanNs: {
    label: "latency: due → delivered",
    format: duration,
    of: (r) => {
      const [total, answering] = [meanOf(r, "stagesTotalNs"), meanOf(r, "stageAnsweringNs") ?? 0];
      return meanOf(r, "stageOnItsWayNs") === undefined || total === undefined ? undefined : total - answering;
    },
  },
  stageAnsweringMeanNs: {
    label: "answer: delivered → acknowledged",
    format: duration,
    of: (r) => meanOf(r, "stageAnsweringNs"),
  },
  /** Where only senders tell. */
  stageRoundTripMeanNs: {
    label: "there and back: sent → acknowledged",
    format: duration,
    of: (r) => meanOf(r, "stageRoundTripNs"),
  },
  /** Undefined where no acknowledgement was seen. */
  stagesAcknowledgedMeanNs: {
    label: "due → acknowledged",
    format: duration,
    of: (r) => {
      const answer = meanOf(r, "stageAnsweringNs") ?? meanOf(r, "stageRoundTripNs");
      return answer === undefined ? undefined : meanOf(r, "stagesTotalNs");
    },
  },
  stagesDeliveries: {
    label: "deliveries of which every stage was seen",
    format: count,
    of: (r) => r.sum(({ figures }) => figures?.stagesDeliveries),
  },
  /** It is in no latency: it comes before the event is due. */
  prepareMeanNs: {
    label: "before it was due: made, signed and encoded, per event",
    format: duration,
    of: (r) =>
      r.per(
        ({ figures }) => figures?.preparedEvents,
        ({ figures }) => figures?.prepareNs,
      ),
  },
} as const satisfies Record<string, Figure>;
