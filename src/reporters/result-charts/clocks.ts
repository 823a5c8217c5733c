/** What charts of latencies say of the clocks that stamped them. */
import { groupBy } from "../../group-by.js";
import { duration } from "../format.js";
import { list } from "../markdown/words.js";
import type { Tables } from "../tables.js";

const OF_ALL =
  "Two hosts stamped the ends of each of these times, so each may be wrong by what their clocks leave open";

/**
 * Empty where one clock stamped both ends of every latency; else it begins with a blank, to stand behind another sentence. `what`: the
 * beginning of that sentence.
 */
export function clocksSentence({ summary }: Pick<Tables, "summary">, what = OF_ALL): string {
  const timed = summary.filter(({ latencyMaxNs }) => latencyMaxNs !== undefined);
  const groups = groupBy(
    timed.filter(({ latencyBoundNs }) => latencyBoundNs),
    ({ latencyBoundNs }) => duration(latencyBoundNs),
  );
  if (groups.size === 0) return "";
  const bounds = [...groups].map(([bound, its]) =>
    its.length === timed.length ? `± ${bound}` : `± ${bound} by ${list(its.map(({ approach }) => approach))}`,
  );
  return ` ${what}: at most ${list(bounds)}.`;
}
