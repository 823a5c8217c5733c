/** A study of services with known capacities, some trials of which do not count. */
import type { CapacityRecord, TrialRecord } from "../../../src/studies/capacity/record.js";
import { studyOf } from "../../../src/studies/capacity/study.js";
import { questionAbout, recordOf } from "./asked.js";
import { simulatedService } from "./simulated-service.js";

const CAPACITIES: Record<string, number> = { webhook: 2_400, websocket: 6_500 };

export async function chartedStudy(): Promise<CapacityRecord> {
  const record = recordOf(await questionAbout("github-events", 2, "approaches={webhook: , websocket: }"));
  const study = studyOf(record);
  const services = Object.fromEntries(
    Object.entries(CAPACITIES).map(([name, capacity]) => [
      name,
      simulatedService(capacity, { spread: 0.08, lapses: 0 }, 3),
    ]),
  );
  for (let next = study.next(); next !== undefined; next = study.next()) {
    const outcome = next.number % 11 === 0 ? "not-counted" : services[next.approach]!(next.rate) ? "passed" : "failed";
    const reasons: TrialRecord["reasons"] =
      outcome === "passed"
        ? []
        : [
            outcome === "failed"
              ? { code: "queued", message: "deliveries went on" }
              : { code: "disturbed", message: "others ran" },
          ];
    const trial: TrialRecord = {
      ...{
        ...next,
        outcome,
        reasons,
        warnings: [],
        figures: { latencyP50Ms: 1, latencyP99Ms: 4, overtimeMs: 0, serviceCpuRatio: 0.5 },
      },
      timesScenario: next.rate / record.question.ownRate,
      folder: `trials/${next.number}`,
    };
    record.trials.push(trial);
    study.take(trial);
  }
  return Object.assign(record, study.findings(), { state: "complete" as const });
}
