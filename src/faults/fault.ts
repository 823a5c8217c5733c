/**
 * What a kind of fault is: its settings in a scenario, and how it is begun and ended on a stage, which is one approach
 * while its slice runs. Every approach meets the same faults at the same times of its slice.
 */
import type { Flow } from "../flow.js";
import type { NetworkConditions } from "../network-conditions.js";
import { nonNegative, positive, z } from "../schema.js";
import type { Misbehaviour } from "../transports/transport.js";

/** Ends a fault. Resolves when everything is as it should be again. */
export type EndFault = () => Promise<void>;

/** What faults may do to an approach. Faults that last at the same time add up. */
export interface Stage {
  /** SIGKILL. Resolves when the process is gone. */
  killService(): Promise<void>;
  /** On the same port, with the journal of the one that was killed. Resolves when it listens. */
  restartService(): Promise<void>;
  /** SIGSTOP: its sockets stay open, and nothing is read or answered. */
  freezeService(): Promise<EndFault>;
  /** Those who receive the events of this flow from their senders: the service, or in a broadcast the clients. */
  recipientsMisbehave(how: Misbehaviour): Promise<EndFault>;
  clientsMisbehave(how: Misbehaviour): Promise<EndFault>;
  /** Resets every connection of every client at once. */
  dropClients(): Promise<void>;
  /** Only of kinds that need the relay: see FaultKind.needsRelay. */
  changeNetwork(change: Partial<NetworkConditions>): Promise<EndFault>;
}

export interface FaultKind<Settings extends z.ZodRawShape = z.ZodRawShape> {
  description: string;
  /** Besides `kind` and `atSeconds`. */
  settings: Settings;
  /** It happens between clients and service, so a relay must stand there. */
  needsRelay?: true;
  /** It takes the service's process as a whole: while it lasts, no other that does can begin. */
  takesProcess?: true;
  /** It ends the process, so that what a successor must know has to be written down. */
  needsJournal?: true;
  /** Flows that it cannot be played in, each with the reason and the way out, after "cannot be played in flow …: ". */
  notIn?: Partial<Record<Flow, string>>;
  begin(stage: Stage, settings: z.output<z.ZodObject<Settings>>): Promise<EndFault>;
}

/** Infers the settings' types for `begin`. */
export const faultKind = <Settings extends z.ZodRawShape>(kind: FaultKind<Settings>): FaultKind<Settings> => kind;

/** What begins and is over in one moment has nothing to end. */
export const endsAtOnce: EndFault = async () => {};

export const atSeconds = nonNegative("When the fault begins, in seconds from the start of the measured time.")
  .max(3_600)
  .meta({ examples: [1] });
export const forSeconds = positive("How many seconds the fault lasts.")
  .max(3_600)
  .meta({ examples: [0.5] });
export const share = z
  .number()
  .gt(0)
  .max(1)
  .meta({ examples: [0.2] });
