/**
 * The number of what a service process must understand and answer: its methods (service-entry.ts) with their parameters
 * and answers, and what the drivers speak with it. Raise it when a service of the version before would misunderstand.
 */
export const SERVICE_PROTOCOL = 1;
