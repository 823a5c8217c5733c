/** What can limit the figures of a round: the verdict on each approach in each round, and what the verdict rests on. */

/** The verdicts from the best to the worst (measurement: the generator is under suspicion). */
export const verdicts = {
  "not-saturated": "Neither side was at its limit, so the latencies are those of the service at this load.",
  "limit-unknown":
    "The generator kept up. Whether the service was at its limit is unknown, so latencies may contain its queue.",
  "service-bound": "The service was at its limit, so latencies contain its queue.",
  disturbed:
    "Other work used the run's CPUs. Figures of these rounds contain it. Ratios contain less of it, because it hit the approaches in turns.",
  "generator-bound":
    "The generator was late, at its limit or crowded out by other work. Figures of these rounds may be its own rather than the service's, and ratios leave these rounds out.",
} as const;
export type Verdict = keyof typeof verdicts;

export const verdictReasons = {
  "generator-late": "it began or received events late",
  "generator-crowded-out": "other work and its own left no room on its CPUs",
  "generator-busy": "its own work left no room on its CPU",
  "foreign-cpu": "other processes ran on the CPUs",
  "cpu-stolen": "the hypervisor took CPU",
  "service-busy": "the service's own work left no room on its CPU",
  "deliveries-queued": "deliveries went on long after the events",
} as const;
export type VerdictReason = keyof typeof verdictReasons;

/** Of these, a fleet has to say on which machine. */
const OF_CPUS: readonly VerdictReason[] = ["foreign-cpu", "cpu-stolen"];

/** "other processes ran on the CPUs (worker a)". Undefined where nothing was at its limit. */
export function reasonText(
  { verdictReason, verdictWorker }: { verdictReason?: VerdictReason | undefined; verdictWorker?: string | undefined },
  isFleet: boolean,
): string | undefined {
  if (verdictReason === undefined) return undefined;
  const text = verdictReasons[verdictReason];
  if (verdictWorker !== undefined) return `${text} (worker ${verdictWorker})`;
  return isFleet && OF_CPUS.includes(verdictReason) ? `${text} (the services' machine)` : text;
}
