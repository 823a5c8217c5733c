/** Says which workers a run still lacks, and why each did not take part that could have. */
import { counted } from "../../counted.js";
import { type Problem, PushbenchError } from "../../errors.js";
import type { Refusal } from "../protocol.js";

export interface Missing {
  /** How many the run needs for its clients. */
  needed: number;
  /** The worker whose host is needed for the services. Undefined: they are on this machine. */
  serviceOn: string | undefined;
  /** Those that take part. */
  took: readonly string[];
  waitedMs: number;
  /** Those that were lost under way. */
  gone: readonly string[];
  /** Why others do not take part. */
  reasons: ReadonlyMap<string, Refusal>;
  /** What the NATS server said last. */
  lastProblem: string | undefined;
}

export function missingWorkers(missing: Missing): PushbenchError {
  const { needed, serviceOn, took, waitedMs, gone, reasons, lastProblem } = missing;
  const problems: Problem[] = [
    ...gone.map((name) => ({ at: name, message: "it was lost under way, and has not come back" })),
    ...[...reasons].map(([name, { message }]) => ({ at: name, message })),
  ];
  if (serviceOn !== undefined && ![...took, ...gone, ...reasons.keys()].includes(serviceOn))
    problems.unshift({ at: serviceOn, message: "no worker of that name answers" });
  const hints = new Set([...reasons.values()].flatMap(({ hint }) => hint ?? []));
  const advice = [...hints].join(" ") || "Start more (pushbench worker, docs/fleet.md), or take fewer with --workers.";
  const all = `${counted(needed, "worker")}${serviceOn === undefined ? "" : `, and worker ${serviceOn} for its services`}`;
  const lost = gone.length === 0 ? "" : `; ${gone.join(" and ")} was lost under way`;
  return new PushbenchError(
    "fleet-worker-missing",
    `The run needs ${all}, but within ${waitedMs / 1e3} s ${took.length} of them took part${lost}`,
    { problems, hint: `${advice}${lastProblem === undefined ? "" : ` NATS said last: ${lastProblem}.`}` },
  );
}
