/** What a fleet needs of a messaging server: channel/nats.ts has it over NATS, and tests have it in memory. */

/** Called with what came, and with a way to answer whoever asked. */
export type Heard = (data: Uint8Array, respond: (data: Uint8Array) => void) => void;

export interface Bus {
  /** The largest message that the server takes. */
  readonly maxPayloadBytes: number;
  /** The address of this machine, as the server sees it. Absent where it does not tell. */
  readonly ownAddress: string | undefined;
  /** The last thing that the server complained about, such as a missing permission. */
  readonly lastProblem: string | undefined;
  /** Resolves when the connection is given up for good. */
  readonly closed: Promise<void>;
  /** A message that nobody hears is lost, and so is one that is sent while the server is away. */
  publish(subject: string, data: Uint8Array): void;
  /** Returns what ends it. */
  subscribe(subject: string, heard: Heard): () => void;
  /** The first answer. Undefined: nobody answered in time. */
  request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array | undefined>;
  /** All answers that come within that time. */
  gather(subject: string, data: Uint8Array, forMs: number): Promise<Uint8Array[]>;
  close(): Promise<void>;
}
