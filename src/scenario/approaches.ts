/** The approaches that every scenario can name without spelling them out, and the choice of those that take part in a run. */
import { PushbenchError } from "../errors.js";
import type { ApproachRecord } from "../result/result.js";
import { transports } from "../transports/registry.js";
import { didYouMean } from "./nearest.js";

export const builtInApproaches = {
  webhook: { transport: "webhook" },
  "webhook-new-connection": { transport: "webhook", connection: "new" },
  websocket: { transport: "websocket" },
  "websocket-deflate": { transport: "websocket", deflate: true },
} as const satisfies Record<string, { transport: keyof typeof transports; [setting: string]: unknown }>;

export const builtInApproachNames = Object.keys(builtInApproaches);

/** The built-in of that name as a scenario would spell it out. */
export function builtInApproach(name: string): { transport: string; [setting: string]: unknown } | undefined {
  return Object.hasOwn(builtInApproaches, name)
    ? { ...builtInApproaches[name as keyof typeof builtInApproaches] }
    : undefined;
}

/** Reads a list of names as people write it: "webhook, websocket". */
export const namesOf = (list: string): string[] =>
  list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/**
 * The scenario with the approaches of these names, in this order: its own first, then built-ins. Throws PushbenchError
 * `usage` for a name that is neither, and for one that is given twice.
 */
export async function selectApproaches<S extends { approaches: ApproachRecord[] }>(
  scenario: S,
  names: readonly string[],
): Promise<S> {
  const own = new Map(scenario.approaches.map((approach) => [approach.name, approach]));
  const known = new Set([...own.keys(), ...builtInApproachNames]);
  if (names.length === 0) throw new PushbenchError("usage", "No approach is named: at least one takes part in a run.");
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new PushbenchError("usage", `Approach "${twice}" is named twice.`);
  const approaches = await Promise.all(
    names.map(async (name) => {
      const approach = own.get(name) ?? (await builtInRecord(name));
      if (approach !== undefined) return approach;
      throw new PushbenchError("usage", `There is no approach "${name}".${didYouMean(name, known)}`, {
        hint: `Available: ${[...known].join(", ")}.`,
      });
    }),
  );
  return { ...scenario, approaches };
}

async function builtInRecord(name: string): Promise<ApproachRecord | undefined> {
  const spelled = builtInApproach(name);
  if (spelled === undefined) return undefined;
  const { transport, ...settings } = spelled;
  const config = await transports[transport as keyof typeof transports].config();
  return { name, transport, config: config.parse(settings) };
}
