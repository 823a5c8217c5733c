/** What a microbenchmark measures: one thing that is done once per message, in one of the processes of a run. */
import { type EventShape, encodeEvent, type TemplateName } from "../../src/events/templates.js";

/** Where it is done in a run: that decides whose CPU it explains. */
export type Place = "service" | "clients" | "collectors";

export interface Operation {
  /** As the tables name it; the cost model refers to it. */
  name: string;
  place: Place;
  /** False: the event's size does not matter, so it is measured once. */
  sized: boolean;
  prepare(events: SampleEvents): Prepared | Promise<Prepared>;
}

export interface Prepared {
  /** Does it once; `turn` counts up. What it returns is kept from the optimiser. A promise is awaited before the next turn. */
  run(turn: number): unknown;
  close?(): unknown;
}

/** Events that are taken in turn, so that no operation sees the same bytes twice in a row. A power of two. */
export const SAMPLES = 64;

export interface SampleEvents {
  /** Of the `data` member, as a scenario gives it. */
  payloadBytes: number;
  /** Of the whole event: a webhook's body, a frame's payload. The envelope is some 100 bytes. */
  bodyBytes: number;
  bodies: readonly Buffer[];
}

/** Records of numbers and short words, as APIs send them; exact from 100 B on. */
const TEMPLATE: TemplateName = "telemetry";

export function sampleEvents(payloadBytes: number): SampleEvents {
  const shape = (index: number): EventShape => ({ index, dueNs: index * 1e6, bytes: payloadBytes });
  const bodies = Array.from({ length: SAMPLES }, (_, index) => encodeEvent(TEMPLATE, 1, shape(index)));
  return { payloadBytes, bodyBytes: bodies[0]!.length, bodies };
}

/** The sample of a turn. */
export const inTurn = <T>(samples: readonly T[], turn: number): T => samples[turn & (SAMPLES - 1)]!;
