/** The stages of a delivery: means that add up, one column per approach. */
import { figureText } from "../figure-text.js";
import { type FigureName, tableOfFigures } from "../figures/table.js";
import { table } from "../markdown-table.js";
import type { Tables } from "../tables.js";
import { named } from "./sections.js";

const stages = [
  ["", "stageLateMeanNs"],
  ["+ ", "stageWaitingMeanNs"],
  ["", "stageConnectingMeanNs"],
  ["", "stageHandshakingMeanNs"],
  ["", "stageQueueMeanNs"],
  ["+ ", "stageOnItsWayMeanNs"],
  ["= ", "stagesDeliveredMeanNs"],
  ["+ ", "stageAnsweringMeanNs"],
  ["+ ", "stageRoundTripMeanNs"],
  ["= ", "stagesAcknowledgedMeanNs"],
  ["", "stagesDeliveries"],
  ["", "prepareMeanNs"],
] as const satisfies readonly (readonly [sign: string, FigureName])[];

/** Undefined where no delivery was seen from end to end. */
export function whereTheTimeGoes({ result, summary }: Tables): string | undefined {
  if (summary.every(({ stagesDeliveries }) => stagesDeliveries === undefined)) return undefined;
  const lines = stages
    .filter(([, name]) => summary.some((row) => row[name] !== undefined))
    .map(([sign, name]) => [`${sign}${tableOfFigures[name].label}`, ...summary.map((row) => figureText(row, name))]);
  const ends =
    result.scenario.flow === "relay"
      ? " They end at the recipient; how long the service kept an event is on its way."
      : "";
  return [
    table(["mean of a delivery", ...summary.map(named)], lines),
    `The stages are means over the same deliveries, so they add up.${ends} An event is sent when its first attempt was handed to a socket: what came of a failed attempt is on its way. On its way are the network, the reading and the verification of the signature; in the answer is the handler. p50 and p99 of being late (lateness), on its way (service time) and of the whole (latency, ack) stand under Latency.`,
  ].join("\n\n");
}
