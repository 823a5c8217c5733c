/** Turns plain data into a scenario with every default filled in, or into a list of everything that is wrong with it. */
import { approachRecords, builtInApproachNames } from "./approaches.js";
import { crossChecks } from "./cross-checks.js";
import { explain, type Issue } from "./explain.js";
import { ownApproachIssues } from "./own-services.js";
import { isRecord } from "./plain.js";
import { type ScenarioFile, type ScenarioSchema, scenarioSchema } from "./schema.js";
import { severalProcessesIssues } from "./several-processes.js";
import { tlsIssues } from "./tls.js";

export type Validated = { scenario: ScenarioFile } | { issues: Issue[] };

/** `value` must be spelled out (spell-out.ts). */
export async function validateScenario(value: unknown): Promise<Validated> {
  const schema = await scenarioSchema();
  const result = schema.safeParse(value);
  const valid = validFields(schema, value);
  const issues = [
    ...explain(schema, value),
    ...crossChecks(valid),
    ...(await ofOwnServices(valid)),
    ...ofSeveralProcesses(valid),
    ...tlsIssues(value),
    ...emptyApproaches(value),
  ];
  return result.success && issues.length === 0 ? { scenario: result.data } : { issues };
}

/** Not whether the approaches go together: which of them are played is chosen later. */
async function ofOwnServices({ flow, guarantee, approaches = {} }: Partial<ScenarioFile>): Promise<Issue[]> {
  if (flow === undefined || guarantee === undefined) return [];
  return ownApproachIssues({ flow, guarantee, approaches: approachRecords(approaches) });
}

function ofSeveralProcesses({ flow, approaches = {}, faults, network }: Partial<ScenarioFile>): Issue[] {
  if (flow === undefined) return [];
  return [...severalProcessesIssues({ flow, approaches: approachRecords(approaches), faults, network })];
}

/** An approach that is still empty after that is no built-in. */
function emptyApproaches(value: unknown): Issue[] {
  const approaches = isRecord(value) && isRecord(value.approaches) ? value.approaches : {};
  return Object.entries(approaches)
    .filter(([, approach]) => approach === null)
    .map(([name]) => ({
      path: ["approaches", name],
      message: `is not a built-in approach (${builtInApproachNames.join(", ")}): it needs a transport`,
    }));
}

/**
 * The fields that are valid by themselves. A field that was left out has its default or is undefined. An invalid field is not
 * in it.
 */
function validFields(schema: ScenarioSchema, value: unknown): Partial<ScenarioFile> {
  if (!isRecord(value)) return {};
  const valid: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const result = field.safeParse(Object.hasOwn(value, key) ? value[key] : undefined);
    if (result.success) valid[key] = result.data;
  }
  return valid as Partial<ScenarioFile>;
}
