/**
 * The number of what a service process must understand and answer: its methods (service-entry.ts) with their parameters
 * and answers, and what the drivers speak with it. Raise it when a service of the version before would misunderstand. The shapes of
 * the calls are kept under their number in test/services/protocol-calls.ts, and a change of one does not compile until it is raised.
 */
export const SERVICE_PROTOCOL = 2;
