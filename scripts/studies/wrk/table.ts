/** What both measured of each service, side by side. */
import { table } from "../../../src/reporters/markdown-table.js";
import { pairedRatio } from "../../../src/statistics/ratio.js";
import { change, spread } from "../wording.js";
import type { StudiedService } from "./services.js";
import type { ClosedLoop } from "./target.js";

export interface Turns {
  service: StudiedService;
  /** One of each per round, against the same process. */
  pushbench: ClosedLoop[];
  wrk: ClosedLoop[];
}

export function tableOf(all: readonly Turns[]): string {
  const rows = all.flatMap(({ service, pushbench, wrk }) => {
    const row = (what: string, of: (loop: ClosedLoop) => number, known?: number): string[] => [
      service.name,
      what,
      spread(pushbench.map(of)),
      spread(wrk.map(of)),
      change(pairedRatio(pushbench.map(of), wrk.map(of))),
      known === undefined
        ? ""
        : change(
            pairedRatio(
              pushbench.map(of),
              pushbench.map(() => known),
            ),
          ),
    ];
    return [
      row("requests per second", ({ requestsPerSecond }) => requestsPerSecond, service.requestsPerSecond),
      row("CPU per request, µs", ({ cpuUsPerRequest }) => cpuUsPerRequest),
    ];
  });
  return table(
    ["service", "figure", "pushbench", "wrk and /proc", "pushbench against wrk", "pushbench against what is known"],
    rows,
    { wordColumns: 2 },
  );
}
