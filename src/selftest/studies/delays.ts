/** Known delays and known CPU. The same service without either shows the floor that is always there. */
import type { ApproachRound } from "../../result/result.js";
import { transportNames } from "../../transports/registry.js";
import { NS_PER_MS } from "../../units.js";
import { exponentialQuantileMs } from "../closed-forms.js";
import { type Contestant, evenly, quantileMs, type Study } from "../study.js";
import { allDeliveredRow, row, type StudyRow } from "../study-row.js";

const FIXED_MS = 200;
const MEAN_MS = 150;
/**
 * It is not less, because a busy process does the rest of its work a tenth of a millisecond cheaper than an idle one, and 2 %
 * must be more than that.
 */
const BURN_MS = 8;

export function delays(run: Study["run"], eventsPerSecond = 100): Study {
  const events = run.measureSeconds * eventsPerSecond;
  const behaviours = {
    floor: {},
    fixed: { delayMs: FIXED_MS },
    exponential: { exponentialDelay: { meanMs: MEAN_MS, events } },
    burning: { burnCpuMs: BURN_MS },
  };
  const contestants: Record<string, Contestant> = {};
  for (const transport of transportNames) {
    for (const [name, behaviour] of Object.entries(behaviours))
      contestants[`${transport}-${name}`] = { transport, behaviour };
  }
  return {
    name: "delays and CPU",
    flow: "relay",
    arrivals: evenly(eventsPerSecond),
    isTapped: false,
    run,
    contestants,
    rows: (measured) => [
      allDeliveredRow("delays", Object.keys(contestants).map(measured)),
      ...transportNames.flatMap((transport) => {
        const of = (name: keyof typeof behaviours) => measured(`${transport}-${name}`);
        return [
          ...fixedRows(transport, of("fixed"), of("floor")),
          ...exponentialRows(transport, of("exponential"), of("floor")),
          cpuRow(transport, of("burning"), of("floor")),
        ];
      }),
    ],
  };
}

/**
 * A constant moves a distribution and does not change its shape, so each quantile is compared with the same one of the floor. There
 * is no p99: in distributions as narrow as these it shows the machine's two or three worst moments, on either side.
 */
const fixedRows = (transport: string, fixed: ApproachRound, floor: ApproachRound): StudyRow[] =>
  [0.5, 0.9].map((q) =>
    row("2 % or 1 ms", {
      name: `${transport}: latency p${q * 100} with a fixed delay, ms`,
      against: `${FIXED_MS} ms + p${q * 100} without delay`,
      value: quantileMs(fixed.latency.latency!, q),
      expected: FIXED_MS + quantileMs(floor.latency.latency!, q),
    }),
  );

/** Beside delays that are spread so widely, the floor is nearly constant. So its median is added to every quantile. */
const exponentialRows = (transport: string, exponential: ApproachRound, floor: ApproachRound): StudyRow[] =>
  [0.5, 0.9, 0.99].map((q) =>
    row("2 % or 1 ms", {
      name: `${transport}: latency p${q * 100} with an exponential delay, ms`,
      against: `−ln(1 − ${q}) · ${MEAN_MS} ms + p50 without delay`,
      value: quantileMs(exponential.latency.latency!, q),
      expected: exponentialQuantileMs(MEAN_MS, q) + quantileMs(floor.latency.latency!, 0.5),
    }),
  );

const cpuRow = (transport: string, burning: ApproachRound, floor: ApproachRound): StudyRow => {
  const cpuMs = ({ service, deliveries }: ApproachRound): number => service.cpuNs! / deliveries.events / NS_PER_MS;
  return row("2 %", {
    name: `${transport}: service CPU per event beyond the floor, ms`,
    against: "CPU burnt",
    value: cpuMs(burning) - cpuMs(floor),
    expected: BURN_MS,
  });
};
