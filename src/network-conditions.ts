/** What a network between the clients and the service does to their bytes: the words that scenario, relay and report share. */

/** How a network fails. Connections that are cut are found out by their ends, or not. */
export const cuts = {
  reset: "connections are reset, new ones too while it lasts",
  "half-open": "connections die without a word and stay dead, new ones get no answer while it lasts",
  silence: "nothing passes while it lasts; connections survive, and what was sent meanwhile arrives after it",
} as const;

export type Cut = keyof typeof cuts;
export const cutNames = Object.keys(cuts) as [Cut, ...Cut[]];

export interface NetworkConditions {
  /** Added to what the loopback takes, half of it in each direction; opening a connection takes one round trip more. */
  roundTripMs: number;
  /** Of each connection in each direction; absent: as fast as it goes. */
  bytesPerSecond?: number | undefined;
  cut?: Cut | undefined;
}
