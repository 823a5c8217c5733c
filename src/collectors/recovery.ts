/**
 * How an approach recovered from the faults of a slice: when anybody noticed, when events came through again, and when the
 * backlog was gone. It uses the ledger's deliveries, so a further copy of an event does not count as recovery.
 */

import { SERVICE } from "../flow.js";
import type { PlayedFault, RecoverySample } from "../result/fault-samples.js";
import { NS_PER_MS } from "../units.js";
import type { Collector, Delivery, Missing, SliceEnd } from "./collector.js";
import { ColumnLog, type Columns, type ObservationKind, type Observations } from "./observations.js";

const BIN_NS = 100 * NS_PER_MS;

/** The first signs of trouble, at whichever side they are seen. */
const signs = ["disconnected", "retried", "refused"] as const satisfies ObservationKind[];

export class RecoveryCollector implements Collector {
  readonly #deliveries = new ColumnLog();
  #dueNs: number[] = [];
  #sample: RecoverySample | undefined;

  delivered({ event, recipient, dueNs, deliveredNs }: Delivery): void {
    this.#deliveries.append(recipient, event, deliveredNs);
    this.#dueNs.push(dueNs);
  }

  /** A round with faults has a single slice, so the last call counts for the round. */
  endSlice({
    run,
    faults,
    observations,
    missing,
  }: Pick<SliceEnd, "run" | "faults" | "observations" | "missing">): void {
    const { startNs, lengthNs } = run;
    const deliveries = { ...this.#deliveries.take(), dueNs: this.#dueNs };
    const { atNs } = deliveries;
    const notMade = [...missing()];
    const played = faults.map(({ kind, beganNs, endedNs }): PlayedFault => {
      const times = {
        detectNs: since(beganNs, firstSign(observations, beganNs)),
        recoverNs: since(
          endedNs,
          least(atNs, (i) => deliveries.dueNs[i]! >= endedNs),
        ),
        recoverAllNs: since(endedNs, allReached(deliveries, notMade, endedNs)),
        drainNs: since(endedNs, drained(deliveries, notMade, beganNs, endedNs)),
      };
      const known = Object.entries(times).filter(([, time]) => time !== undefined);
      return { kind, beganNs: beganNs - startNs, endedNs: endedNs - startNs, ...Object.fromEntries(known) };
    });
    const lastNs = atNs.reduce((last, one) => Math.max(last, one - startNs), lengthNs - 1);
    const delivered = new Array<number>(Math.floor(lastNs / BIN_NS) + 1).fill(0);
    for (const one of atNs) delivered[Math.max(0, Math.floor((one - startNs) / BIN_NS))]!++;
    this.#sample = { faults: played, delivered, binNs: BIN_NS };
    this.#dueNs = [];
  }

  sample(): { recovery?: RecoverySample } {
    return this.#sample === undefined ? {} : { recovery: this.#sample };
  }
}

interface Deliveries extends Columns {
  dueNs: readonly number[];
}

const since = (fromNs: number, atNs: number | undefined): number | undefined =>
  atNs === undefined ? undefined : atNs - fromNs;

/** When the last recipient had its first event that was due after the fault. It is undefined when a recipient never had one. */
function allReached(
  { client, atNs, dueNs }: Deliveries,
  missing: readonly Missing[],
  endedNs: number,
): number | undefined {
  const firstNs = new Map<number, number>();
  for (let i = 0; i < atNs.length; i++) {
    if (dueNs[i]! < endedNs || client[i]! === SERVICE) continue;
    firstNs.set(client[i]!, Math.min(atNs[i]!, firstNs.get(client[i]!) ?? atNs[i]!));
  }
  if (missing.some((one) => one.dueNs >= endedNs && !firstNs.has(one.recipient))) return undefined;
  return firstNs.size === 0 ? undefined : [...firstNs.values()].reduce((last, one) => Math.max(last, one));
}

/** When the last event that was due before the fault's end was delivered. It is undefined when the fault lost one for good. */
function drained(
  { atNs, dueNs }: Deliveries,
  missing: readonly Missing[],
  beganNs: number,
  endedNs: number,
): number | undefined {
  if (missing.some((one) => one.dueNs >= beganNs && one.dueNs < endedNs)) return undefined;
  return atNs.reduce((last, one, i) => (dueNs[i]! < endedNs ? Math.max(last, one) : last), endedNs);
}

function firstSign(observations: readonly Observations[], fromNs: number): number | undefined {
  const firsts = observations.flatMap((of) =>
    signs.map((kind) => least(of[kind].atNs, (i) => of[kind].atNs[i]! >= fromNs)),
  );
  const seen = firsts.filter((atNs) => atNs !== undefined);
  return seen.length === 0 ? undefined : Math.min(...seen);
}

/** The least of the values that count. */
function least(values: Float64Array, counts: (i: number) => boolean): number | undefined {
  let found: number | undefined;
  for (let i = 0; i < values.length; i++)
    if (counts(i) && (found === undefined || values[i]! < found)) found = values[i]!;
  return found;
}
