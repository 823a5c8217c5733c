/**
 * The calls that a service answers, as each number of the protocol has them: what is sent and what comes back, down to plain
 * values. A gate plays the service of an earlier version, so these shapes hold for as long as their number does.
 */

interface Columns {
  client: Int32Array;
  index: Int32Array;
  atNs: Float64Array;
}

interface Schedule {
  dueNs: Float64Array;
  sender: Int32Array;
  payloadBytes: Int32Array;
}

interface Patience {
  quietMs: number;
  limitMs: number;
}

/** By number. A call that changes gets an entry under the next number; entries of earlier numbers stay as they were. */
export interface CallsOf {
  1: {
    protocol: { params: undefined; value: number };
    start: {
      params: {
        transport: "the name of a transport";
        config: unknown;
        topology: { flow: "ingest" | "broadcast" | "relay"; clients: number; roomSize: number };
        guarantee: "at-least-once" | "at-most-once";
        secret: string;
        port: number;
        journal?: string;
      };
      value: { port: number };
    };
    subscribe: { params: { client: number; url: string }[]; value: undefined };
    load: {
      params: {
        source: { template: "the name of a template"; seed: number };
        schedules: { warmUp: Schedule; measured: Schedule };
        pacing: "the name of a pacing";
      };
      value: undefined;
    };
    memory: { params: { settled: boolean }; value: { rssBytes: number; heldBytes?: number } };
    begin: { params: { startNs: number; successor?: boolean }; value: undefined };
    publish: {
      params: {
        slice: { phase: "warmUp" | "measured"; offsetNs: number; lengthNs: number; from: number; to: number };
        startNs: number;
      };
      value: undefined;
    };
    end: {
      params: { expectedDeliveries: number; patience: Patience };
      value: {
        observations: {
          begun: Columns;
          sent: Columns;
          retried: Columns;
          delivered: Columns;
          suppressed: Columns;
          acked: Columns;
          refused: Columns;
          connected: Columns;
          disconnected: Columns;
          reasons: Record<string, number>;
        };
        sample:
          | {
              cpuNs: number;
              elapsedNs: number;
              eventLoopUtilisation: number;
              eventLoopDelayP99Ns: number | undefined;
              garbageCollections: number;
              garbageCollectionNs: number;
              rssBytes: number;
            }
          | { cpuNs: number; elapsedNs: number };
        counters: { bytesRead: number; bytesWritten: number; connectionsOpened: number; connectionsOpen: number };
        settled: boolean;
        outstanding: (readonly [client: number, index: number])[];
      };
    };
    progress: { params: undefined; value: { pending: number; progress: number } };
    misbehave: {
      params: {
        refuse?: { share: number; status: 429 | 500 | 503; retryAfterSeconds?: number };
        delayMs?: number;
        reset?: { share: number };
        slowReading?: { share: number; bytesPerSecond: number };
      } | null;
      value: undefined;
    };
    close: { params: undefined; value: undefined };
  };

  2: {
    protocol: { params: undefined; value: number };
    start: {
      params: {
        transport: "the name of a transport";
        config: unknown;
        topology: { flow: "ingest" | "broadcast" | "relay"; clients: number; roomSize: number };
        guarantee: "at-least-once" | "at-most-once";
        secret: string;
        port: number;
        tls?: {
          version: "1.3" | "1.2";
          resumption: "on" | "off";
          handshakeSeconds: number;
          ca?: string;
          identity?: { chain: string; key: string };
          servername?: string;
        };
        journal?: string;
      };
      value: { port: number };
    };
    subscribe: { params: { client: number; url: string }[]; value: undefined };
    load: {
      params: {
        source: { template: "the name of a template"; seed: number };
        schedules: { warmUp: Schedule; measured: Schedule };
        pacing: "the name of a pacing";
      };
      value: undefined;
    };
    memory: { params: { settled: boolean }; value: { rssBytes: number; heldBytes?: number } };
    begin: { params: { startNs: number; successor?: boolean }; value: undefined };
    publish: {
      params: {
        slice: { phase: "warmUp" | "measured"; offsetNs: number; lengthNs: number; from: number; to: number };
        startNs: number;
      };
      value: undefined;
    };
    end: {
      params: { expectedDeliveries: number; patience: Patience };
      value: {
        observations: {
          begun: Columns;
          sent: Columns;
          retried: Columns;
          delivered: Columns;
          suppressed: Columns;
          acked: Columns;
          refused: Columns;
          connected: Columns;
          disconnected: Columns;
          connecting: Columns;
          handshaking: Columns;
          reasons: Record<string, number>;
        };
        sample:
          | {
              cpuNs: number;
              elapsedNs: number;
              eventLoopUtilisation: number;
              eventLoopDelayP99Ns: number | undefined;
              garbageCollections: number;
              garbageCollectionNs: number;
              rssBytes: number;
            }
          | { cpuNs: number; elapsedNs: number };
        counters: {
          bytesRead: number;
          bytesWritten: number;
          connectionsOpened: number;
          connectionsOpen: number;
          tls?: {
            plainBytesRead: number;
            plainBytesWritten: number;
            opened: { full: number; resumed: number };
            accepted: { full: number; resumed: number };
          };
        };
        settled: boolean;
        outstanding: (readonly [client: number, index: number])[];
      };
    };
    progress: { params: undefined; value: { pending: number; progress: number } };
    misbehave: {
      params: {
        refuse?: { share: number; status: 429 | 500 | 503; retryAfterSeconds?: number };
        delayMs?: number;
        reset?: { share: number };
        slowReading?: { share: number; bytesPerSecond: number };
      } | null;
      value: undefined;
    };
    close: { params: undefined; value: undefined };
  };
}
