/** Times of a worker's clock as times of the coordinator's, in which everything is reconciled. */
import { durationKinds, type Observations, observationKinds } from "../../collectors/observations.js";

/** Changes the columns in place: they have just arrived and belong to nobody else. */
export function toCoordinatorTime(observations: Observations, coordinatorNsOf: (workerNs: number) => number): void {
  for (const kind of observationKinds) {
    if (durationKinds.has(kind)) continue;
    const { atNs } = observations[kind];
    for (let i = 0; i < atNs.length; i++) atNs[i] = coordinatorNsOf(atNs[i]!);
  }
}
