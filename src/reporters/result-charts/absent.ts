/** A chart says which approaches it does not show, and why: an approach that is left out in silence looks as if it had not been played. */
import { list } from "../markdown/words.js";
import type { Tables } from "../tables.js";

/** A sentence to be added, for charts of latencies. Empty: all approaches are in the chart. */
export function absentSentence({ summary }: Tables, shown: readonly { name: string }[]): string {
  const absent = summary.filter(({ approach }) => !shown.some(({ name }) => name === approach));
  const because = [
    [absent.filter(({ deliveries }) => !deliveries), "nothing was delivered"],
    [absent.filter((row) => row.deliveries && row.latencyMaxNs === undefined), "the times of deliveries are unknown"],
    [absent.filter((row) => row.deliveries && row.latencyMaxNs !== undefined), "it is too short"],
  ] as const;
  return because
    .filter(([rows]) => rows.length > 0)
    .map(([rows, why]) => ` Not in the chart: ${list(rows.map(({ approach }) => approach))}, because ${why}.`)
    .join("");
}
