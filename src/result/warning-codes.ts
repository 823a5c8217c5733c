/** The warnings of a result. They are typed values, so that every reporter shows them and a gate can tell them apart. */

/** Something that the reader must know before believing a figure. `advice` says what to do about it. */
export interface Warning {
  code: WarningCode;
  message: string;
  advice: string;
  /** What it applies to, unless it applies to the whole run. */
  approach?: string;
  arm?: string;
  round?: number;
}

export const warningCodes = {
  "no-events": "No event was due in the measured window of some rounds.",
  "no-deliveries": "Events were due, and not one was delivered.",
  quick: "A --quick run is one short round: it shows whether everything works, not which approach is better.",
  "too-few-rounds": "There are fewer than 6 rounds, so no interval can be given.",
  "not-pinned": "Service and generator shared CPUs.",
  "generator-bound": "The generator was late, at its limit or crowded out in some rounds.",
  "service-bound": "The service was the limit in some rounds.",
  "processes-uneven": "One process of the service was at its limit while another was not, in some rounds.",
  disturbed: "Other work used the run's CPUs in some rounds.",
  "not-cross-checked": "A closed loop was not checked with another generator: autocannon is not installed.",
  "not-warmed-up": "The cost of a delivery was still falling when measuring began.",
  "few-heartbeats": "A run without events had so few heartbeats that what each costs is uncertain.",
  "deliveries-lost": "Some deliveries never arrived.",
  "deliveries-rejected": "Some deliveries were refused.",
  "deliveries-pending": "Some deliveries were still being tried when the drain ended.",
  "bytes-of-tls": "The bytes of TLS do not add up in some rounds.",
  "busy-machine": "Other work used the machine before the run.",
  "round-replayed": "A worker of the fleet was lost in some rounds, which were played again.",
  interrupted: "The run ended early; the finished rounds are kept.",
} as const;
export type WarningCode = keyof typeof warningCodes;
