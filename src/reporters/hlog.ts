/**
 * latency.hlog: the HdrHistogram log format 1.3, which HistogramLogProcessor, HistogramLogAnalyzer and hdr-plot read.
 * There is one interval per second of the schedule, and its tag is the approach.
 */
import { HistogramLogWriter, intervalLine } from "../histogram.js";
import type { Result } from "../result/result.js";
import { labelled } from "./labelled.js";
import { latencyOfSecond, lengthSeconds } from "./timeline-seconds.js";

/** A tag would end at a comma, and readers split at blanks. */
const asTag = (approach: string): string => approach.replace(/[\s,]/g, "_");

export function hlog(played: Result): string {
  const result = labelled(played);
  const lines: string[] = [];
  const writer = new HistogramLogWriter((line) => lines.push(line));
  const startedAtMs = Date.parse(result.startedAt);
  writer.outputComment(`[pushbench ${result.pushbenchVersion}, scenario ${result.scenario.name}]`);
  // A closed loop has no lateness because it has no due times
  const isOpen = result.rounds.every(({ approaches }) => approaches.every(({ latency }) => latency.lateness));
  const from = isOpen ? "the due time" : "when the event began";
  writer.outputComment(`[Latency from ${from}, in ns; Interval_Max in us. Intervals are seconds of the schedule.]`);
  writer.outputLogFormatVersion();
  // Not outputStartTime(): it writes the machine's local time zone into the file.
  writer.outputComment(`[StartTime: ${(startedAtMs / 1000).toFixed(3)} (seconds since epoch), ${result.startedAt}]`);
  writer.outputLegend();
  for (const round of result.rounds) {
    const points = round.approaches.flatMap((its) =>
      its.timeline.map((point) => ({ point, tag: asTag(its.approach), lengthMs: 1000 * lengthSeconds(its, point) })),
    );
    points.sort((a, b) => a.point.second - b.point.second); // the sort is stable: approaches keep their order within a second
    for (const { point, tag, lengthMs } of points) {
      if (point.latency === undefined) continue;
      const startMs = round.startedAtMs + point.second * 1000;
      const maxNs = latencyOfSecond(point)?.maxNs ?? 0;
      lines.push(intervalLine({ tag, startMs, endMs: startMs + lengthMs, maxNs, encoded: point.latency }));
    }
  }
  return lines.join("");
}
