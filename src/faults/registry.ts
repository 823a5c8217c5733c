/**
 * Every fault that a scenario may have. Each is one file and one line here. The scenario's schema and error texts derive from
 * this table.
 */
import type { Flow } from "../flow.js";
import { z } from "../schema.js";
import { clientsDropped } from "./clients-dropped.js";
import { errors } from "./errors.js";
import { atSeconds, type EndFault, type FaultKind, type Stage } from "./fault.js";
import { networkCut } from "./network-cut.js";
import { networkDelay } from "./network-delay.js";
import { networkThrottle } from "./network-throttle.js";
import { resets } from "./resets.js";
import { serviceFrozen } from "./service-frozen.js";
import { serviceKilled } from "./service-killed.js";
import { slowConsumers } from "./slow-consumers.js";
import { slowHandler } from "./slow-handler.js";

// biome-ignore lint/suspicious/noExplicitAny: each kind has settings of its own; the schema checks them at run time
type AnyKind = FaultKind<any>;

export const faultKinds = {
  "service-killed": serviceKilled,
  "service-frozen": serviceFrozen,
  errors,
  "slow-handler": slowHandler,
  resets,
  "clients-dropped": clientsDropped,
  "slow-consumers": slowConsumers,
  "network-cut": networkCut,
  "network-delay": networkDelay,
  "network-throttle": networkThrottle,
} satisfies Record<string, AnyKind>;

export type FaultName = keyof typeof faultKinds;
export const faultNames = Object.keys(faultKinds) as FaultName[];

/** A fault of a scenario. `forSeconds` is absent when it is over at once; the other settings are those of its kind. */
export interface Fault {
  kind: FaultName;
  atSeconds: number;
  forSeconds?: number;
  [setting: string]: unknown;
}

const schemas = faultNames.map((name) => {
  const { description, settings }: AnyKind = faultKinds[name];
  return z.strictObject({ kind: z.literal(name), atSeconds, ...settings }).describe(description);
});

const [first, ...others] = schemas;
const union = z.discriminatedUnion("kind", [first!, ...others]);
export const faultSchema = union as typeof union & z.ZodType<Fault>;

export const lastsUntilSeconds = ({ atSeconds, forSeconds }: Fault): number => atSeconds + (forSeconds ?? 0);

export const needsRelay = ({ kind }: Fault): boolean => (faultKinds[kind] as AnyKind).needsRelay === true;

export const takesProcess = ({ kind }: Fault): boolean => (faultKinds[kind] as AnyKind).takesProcess === true;

export const needsReferenceService = ({ kind }: Fault): boolean =>
  (faultKinds[kind] as AnyKind).needsReferenceService === true;

export const needsJournal = ({ kind }: Fault): boolean => (faultKinds[kind] as AnyKind).needsJournal === true;

/** Why the fault cannot be played in that flow, with the way out. It is undefined when it can. */
export const obstacle = ({ kind }: Fault, flow: Flow): string | undefined =>
  (faultKinds[kind] as AnyKind).notIn?.[flow];

export const beginFault = (stage: Stage, fault: Fault): Promise<EndFault> =>
  (faultKinds[fault.kind] as AnyKind).begin(stage, fault);
