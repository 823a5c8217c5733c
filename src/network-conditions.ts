/** What a network between the clients and the service does to their bytes. Scenario, relay and report share these words. */

/** How a network fails. Whether the two ends of a connection notice differs. */
export const cuts = {
  reset: "Connections are reset, and so are new ones while it lasts.",
  "half-open": "Connections die without a word and stay dead, and new ones get no answer while it lasts.",
  silence: "Nothing passes while it lasts. Connections survive, and what was sent meanwhile arrives after it.",
} as const;

export type Cut = keyof typeof cuts;
export const cutNames = Object.keys(cuts) as [Cut, ...Cut[]];

export interface NetworkConditions {
  /** This is added to what the loopback takes, half of it in each direction. Opening a connection takes one round trip more. */
  roundTripMs: number;
  /** The limit of each connection in each direction. When it is absent, there is none. */
  bytesPerSecond?: number | undefined;
  cut?: Cut | undefined;
}
