/**
 * What happened in one process during one slice, as columns of numbers. They are cheap to write in the hot path (three array
 * stores), cheap to send between processes, and the same for every process. All figures are computed from them.
 */
export interface Columns {
  client: Int32Array;
  index: Int32Array;
  /** Absolute times on the host's monotonic clock. */
  atNs: Float64Array;
}

export const observationKinds = [
  "begun",
  "sent",
  "retried",
  "delivered",
  "suppressed",
  "acked",
  "refused",
  "connected",
  "disconnected",
  // How long connections took to open: `atNs` is a duration, and `index` the event that waited for it, or −1.
  "connecting",
  "handshaking",
] as const;
export type ObservationKind = (typeof observationKinds)[number];
/** Those whose `atNs` is a duration, and no time of any clock. */
export const durationKinds: ReadonlySet<ObservationKind> = new Set(["connecting", "handshaking"]);

export type Observations = Record<ObservationKind, Columns> & {
  /** Reasons of refusals and problems with their counts. */
  reasons: Record<string, number>;
};

export function noObservations(): Observations {
  const columns = (): Columns => ({
    client: new Int32Array(),
    index: new Int32Array(),
    atNs: new Float64Array(),
  });
  const nothing = Object.fromEntries(observationKinds.map((kind) => [kind, columns()]));
  return { ...(nothing as Record<ObservationKind, Columns>), reasons: {} };
}

/** The least and the greatest value; 0 and −1 when there are none. */
function bounds(values: Int32Array): [least: number, greatest: number] {
  if (values.length === 0) return [0, -1];
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/** The largest table in bytes. Beyond it a slice's deliveries are too far apart for a table. */
const MOST_PLACES = 2 ** 24;

/** Columns that grow by doubling, so that an append takes a few ns on average. */
export class ColumnLog {
  #client = new Int32Array(1024);
  #index = new Int32Array(1024);
  #atNs = new Float64Array(1024);
  length = 0;

  append(client: number, index: number, atNs: number): void {
    const at = this.length;
    if (at === this.#index.length) this.#grow();
    this.#client[at] = client;
    this.#index[at] = index;
    this.#atNs[at] = atNs;
    this.length = at + 1;
  }

  /** How many different pairs of client and index were appended. It takes some ns for each, so it is not for the hot path. */
  distinctCount(): number {
    const [clients, indexes] = [this.#client.subarray(0, this.length), this.#index.subarray(0, this.length)];
    const [fromClient, toClient] = bounds(clients);
    const [fromIndex, toIndex] = bounds(indexes);
    const width = toClient - fromClient + 1;
    const place = (i: number): number => (indexes[i]! - fromIndex) * width + clients[i]! - fromClient;
    const places = (toIndex - fromIndex + 1) * width;
    if (places > MOST_PLACES) return new Set(Array.from(indexes, (_, i) => place(i))).size;
    const seen = new Uint8Array(places);
    for (let i = 0; i < this.length; i++) seen[place(i)] = 1;
    return seen.reduce((count, one) => count + one, 0);
  }

  /** Returns copies of what was appended, and starts over. */
  take(): Columns {
    const columns = {
      client: this.#client.slice(0, this.length),
      index: this.#index.slice(0, this.length),
      atNs: this.#atNs.slice(0, this.length),
    };
    this.length = 0;
    return columns;
  }

  #grow(): void {
    const grown = <T extends Int32Array | Float64Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    const length = this.#index.length * 2;
    this.#client = grown(this.#client, new Int32Array(length));
    this.#index = grown(this.#index, new Int32Array(length));
    this.#atNs = grown(this.#atNs, new Float64Array(length));
  }
}
