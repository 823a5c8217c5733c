/** A service that stands still for a known share of the time. This is where measuring from the sending goes wrong. */
import type { ApproachRound } from "../../result/result.js";
import { type TransportName, transportNames, transports } from "../../transports/registry.js";
import { frozenQuantileMs } from "../closed-forms.js";
import type { Freeze } from "../freeze.js";
import { evenly, quantileMs, type Study } from "../study.js";
import { allDeliveredRow, row, type StudyRow } from "../study-row.js";

const QUANTILES = [0.9, 0.99];
/** This is shorter than a service runs before it is first frozen. A cold service would take long for what came meanwhile. */
const WARM_UP_SECONDS = 0.2;
/**
 * It does not divide the period, so the events of one freeze fall between those of the next. They are few, because the awakened
 * service takes a moment for each event that waited, which the closed form leaves out.
 */
const EVENTS_PER_SECOND = 33.7;

/** `measureSeconds` must be a multiple of the period, so that every phase comes equally often. */
export function freezes(freeze: Freeze, measureSeconds: number): Study {
  return {
    name: "freezes",
    flow: "relay",
    arrivals: evenly(EVENTS_PER_SECOND),
    isTapped: false,
    run: { warmUpSeconds: WARM_UP_SECONDS, measureSeconds, sliceSeconds: measureSeconds, drainSeconds: 5 },
    contestants: Object.fromEntries(
      transportNames.map((transport) => [transport, { transport, inOrder: true as const, behaviour: { freeze } }]),
    ),
    rows: async (measured) => [
      allDeliveredRow("freezes", transportNames.map(measured)),
      ...transportNames.flatMap((transport) => frozenRows(transport, freeze, measured(transport))),
      ...(await holdingBack()).map((transport) => uncorrectedRow(transport, freeze, measured(transport))),
    ],
  };
}

/** Their senders wait with the next event until the service wakes: its own clock has not started yet. */
async function holdingBack(): Promise<TransportName[]> {
  const parts = await Promise.all(transportNames.map((name) => transports[name].selftest()));
  return transportNames.filter((_, i) => parts[i]!.holdsBack);
}

function frozenRows(transport: string, freeze: Freeze, { latency: { latency } }: ApproachRound): StudyRow[] {
  return QUANTILES.map((q) =>
    row("2 % or 1 ms", {
      name: `${transport}: latency p${q * 100} of a service that freezes, ms`,
      against: `${freeze.forMs} − ${round(1 - q)} · ${freeze.everyMs} ms + p50 while awake`,
      value: quantileMs(latency!, q),
      expected: frozenQuantileMs(freeze, q) + awakeMedianMs(latency!, freeze),
    }),
  );
}

/** Events that found it awake are the lower part of the distribution, and this is the middle of that part. */
const awakeMedianMs = (latency: string, { everyMs, forMs }: Freeze): number =>
  quantileMs(latency, (1 - forMs / everyMs) / 2);

const uncorrectedRow = (transport: string, freeze: Freeze, { latency }: ApproachRound): StudyRow =>
  row("must differ", {
    name: `${transport}: uncorrected p90 of the same, ms`,
    against: "the same closed form",
    value: quantileMs(latency.serviceTime!, 0.9),
    expected: frozenQuantileMs(freeze, 0.9) + awakeMedianMs(latency.latency!, freeze),
  });

/** 1 − 0.9 is not quite 0.1. */
const round = (share: number): number => Number(share.toFixed(3));
