/**
 * A kind of fault has settings in a scenario, and says how it begins and ends on a stage. A stage is one approach while its slice
 * runs. Every approach meets the same faults at the same times of its slice.
 */
import type { Flow } from "../flow.js";
import type { NetworkConditions } from "../network-conditions.js";
import { nonNegative, positive, z } from "../schema.js";
import type { Misbehaviour } from "../transports/transport.js";

/** Ends a fault, and resolves when everything is as it should be again. */
export type EndFault = () => Promise<void>;

/** What faults may do to an approach. Faults that last at the same time add up. */
export interface Stage {
  /** Sends SIGKILL. Resolves when the process is gone. */
  killService(): Promise<void>;
  /** Starts a successor on the same port, with the journal of the killed process. Resolves when it listens. */
  restartService(): Promise<void>;
  /** Sends SIGSTOP: the sockets stay open, and nothing is read or answered. */
  freezeService(): Promise<EndFault>;
  /**
   * The recipients are those who receive events from their senders in this flow: the service, or in flow broadcast the
   * clients.
   */
  recipientsMisbehave(how: Misbehaviour): Promise<EndFault>;
  clientsMisbehave(how: Misbehaviour): Promise<EndFault>;
  /** Resets every connection of every client at once. */
  dropClients(): Promise<void>;
  /** Only kinds that need the relay may call this: see FaultKind.needsRelay. */
  changeNetwork(change: Partial<NetworkConditions>): Promise<EndFault>;
}

export interface FaultKind<Settings extends z.ZodRawShape = z.ZodRawShape> {
  description: string;
  /** The settings besides `kind` and `atSeconds`. */
  settings: Settings;
  /** The fault happens between clients and service, so a relay must stand there. */
  needsRelay?: true;
  /** The fault takes the service's process as a whole. While it lasts, no other fault that does so can begin. */
  takesProcess?: true;
  /** The service itself does it, or is taken as one process: a service of the user's own cannot be told to, and has many. */
  needsReferenceService?: true;
  /** The fault ends the process, so what a successor must know has to be written down. */
  needsJournal?: true;
  /**
   * The flows in which it cannot be played, each with the reason and the way out. The text follows "cannot be played in flow
   * …: ".
   */
  notIn?: Partial<Record<Flow, string>>;
  begin(stage: Stage, settings: z.output<z.ZodObject<Settings>>): Promise<EndFault>;
}

/** Infers the settings' types for `begin`. */
export const faultKind = <Settings extends z.ZodRawShape>(kind: FaultKind<Settings>): FaultKind<Settings> => kind;

/** A fault that begins and is over in one moment has nothing to end. */
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
