/** Writes into a scenario, before it is validated, what it leaves unsaid of its approaches. */
import { scenarioTlsSetting } from "../tls/settings.js";
import { builtInApproach, usualApproaches } from "./approaches.js";
import { isRecord } from "./plain.js";
import { withTls } from "./tls.js";

/** Spells out `webhook:` and `webhook: {}`, in place, so that overrides can change a built-in approach. */
export function expandBuiltIns(value: unknown): void {
  const approaches = isRecord(value) ? value.approaches : undefined;
  if (!isRecord(approaches)) return;
  for (const [name, approach] of Object.entries(approaches)) {
    const empty = approach === null || (isRecord(approach) && Object.keys(approach).length === 0);
    const builtIn = empty ? builtInApproach(name) : undefined;
    if (builtIn) approaches[name] = builtIn;
  }
}

/**
 * Writes down in each approach, in place, that it is encrypted: because the scenario says so of all, or the URL of its service does.
 * Overrides come before it, because they may say otherwise.
 */
export function spreadTls(scenario: Record<string, unknown>): void {
  const read = scenarioTlsSetting.optional().safeParse(scenario.tls);
  const usual = read.success ? read.data : undefined; // validation tells what is wrong with it
  if (usual !== undefined && scenario.approaches === undefined) scenario.approaches = structuredClone(usualApproaches);
  if (!isRecord(scenario.approaches)) return;
  for (const [name, approach] of Object.entries(scenario.approaches))
    if (isRecord(approach)) scenario.approaches[name] = withTls(approach, usual);
}
