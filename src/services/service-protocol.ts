/**
 * The number of what a service process must understand and answer: its methods (service-entry.ts) with their parameters
 * and answers, and what the drivers speak with it. Raise it when a service of the version before would misunderstand. The shapes of
 * the calls are kept under their number in test/services/protocol-calls.ts, and a change of one does not compile until it is raised.
 */
export const SERVICE_PROTOCOL = 2;

/**
 * The number of before TLS. Its services still take part in a run in which no approach is encrypted: what they are asked for is the
 * same, and what their reports lack is added by service-process.ts.
 */
export const PROTOCOL_WITHOUT_TLS = 1;
