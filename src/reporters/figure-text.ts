/** A figure of a row as people read it: beside a time whose ends two hosts stamped is what their clocks leave open. */
import { durationWithBound } from "./clock-bound.js";
import { type FigureName, tableOfFigures } from "./figures/table.js";
import type { Row } from "./rows.js";

/**
 * One end is at a client and the other at the service. Those between two moments of one side need no other clock: lateness, the time
 * until a sender has its acknowledgement. Neither does jitter, because what is unknown of the clocks is the same at every arrival.
 */
const BETWEEN_HOSTS: ReadonlySet<FigureName> = new Set<FigureName>([
  ...(["latencyP50Ns", "latencyP90Ns", "latencyP99Ns", "latencyP999Ns", "latencyMaxNs"] as const),
  ...(["serviceTimeP50Ns", "serviceTimeP90Ns", "serviceTimeP99Ns", "serviceTimeP999Ns", "serviceTimeMaxNs"] as const),
  ...(["firstRecipientP50Ns", "medianRecipientP50Ns", "lastRecipientP50Ns"] as const),
  ...(["firstRecipientP99Ns", "medianRecipientP99Ns", "lastRecipientP99Ns"] as const),
  ...(["stageOnItsWayMeanNs", "stagesDeliveredMeanNs", "stageAnsweringMeanNs"] as const),
]);

/** What the clocks leave open of that figure. Undefined where one clock stamped both ends. */
export const boundOf = (row: Pick<Row, "latencyBoundNs">, name: FigureName): number | undefined =>
  BETWEEN_HOSTS.has(name) ? row.latencyBoundNs : undefined;

export const figureText = (row: Row, name: FigureName): string =>
  BETWEEN_HOSTS.has(name)
    ? durationWithBound({ ns: row[name], boundNs: row.latencyBoundNs })
    : tableOfFigures[name].format(row[name]);
