/** The approaches that every scenario can name without spelling them out, and the choice of those that take part in a run. */
import { PushbenchError } from "../errors.js";
import type { Flow } from "../flow.js";
import { didYouMean } from "../nearest.js";
import type { ApproachRecord } from "../result/result.js";
import type { ServiceSource } from "../result/service-source.js";
import type { TlsSetting } from "../tls/settings.js";
import { type AnyCard, cardOf, transports } from "../transports/registry.js";
import { withoutCertificate, withTls } from "./tls.js";

/** An approach as a scenario spells it out: its transport, and what differs from that transport's default settings. */
export type SpelledApproach = { transport: string; service?: ServiceSource; [setting: string]: unknown };

/** The same where it may also say in how many processes the reference service runs. */
export type ScenarioApproach = Omit<SpelledApproach, "service"> & {
  transport: string;
  service?: ServiceSource | { processes: number };
};

const builtIns = new Map<string, SpelledApproach>();
/** What is compared where a scenario names no approaches. */
export const usualApproaches: Record<string, SpelledApproach> = {};

for (const [transport, card] of Object.entries<AnyCard>(transports)) {
  const spelled = Object.entries(card.approaches).map(
    ([name, settings]) => [name, { transport, ...settings }] as const,
  );
  for (const [name, approach] of spelled) builtIns.set(name, approach);
  if (card.isComparedByDefault) usualApproaches[spelled[0]![0]] = spelled[0]![1];
}

export const builtInApproachNames: readonly string[] = [...builtIns.keys()];

/** The built-in of that name as a scenario would spell it out. */
export function builtInApproach(name: string): SpelledApproach | undefined {
  const approach = builtIns.get(name);
  return structuredClone(approach);
}

/** Approaches as a run takes them, with their names, and the settings of the transport by themselves. */
export const approachRecords = (approaches: Readonly<Record<string, ScenarioApproach | null>>): ApproachRecord[] =>
  Object.entries(approaches).flatMap(([name, settings]) => {
    if (settings === null) return []; // validation refuses an empty approach that is no built-in
    const { transport, service, ...config } = settings;
    if (service === undefined) return { name, transport, config };
    if (!("processes" in service)) return { name, transport, config: withoutCertificate(config), service };
    const { processes } = service;
    return { name, transport, config, ...(processes > 1 && { processes }) };
  });

/** Reads a list of names as people write it: "webhook, websocket". */
export const namesOf = (list: string): string[] =>
  list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/**
 * The scenario with the approaches of these names, in this order: `more`, then its own, then built-ins. Throws PushbenchError
 * `usage` for a name that is neither, for one that is given twice, and for one that cannot play the scenario's flow.
 */
export async function selectApproaches<S extends { approaches: ApproachRecord[]; flow: Flow; tls?: TlsSetting }>(
  scenario: S,
  names: readonly string[],
  more: readonly ApproachRecord[] = [],
): Promise<S> {
  const own = new Map([...scenario.approaches, ...more].map((approach) => [approach.name, approach]));
  const known = new Set([...own.keys(), ...builtInApproachNames]);
  if (names.length === 0) throw new PushbenchError("usage", "No approach is named: at least one takes part in a run.");
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new PushbenchError("usage", `Approach "${twice}" is named twice.`);
  const approaches = await Promise.all(
    names.map(async (name) => {
      const approach = own.get(name) ?? (await builtInRecord(name, scenario.tls));
      if (approach !== undefined) return approach;
      throw new PushbenchError("usage", `There is no approach "${name}".${didYouMean(name, known)}`, {
        hint: `Available: ${[...known].join(", ")}.`,
      });
    }),
  );
  for (const { name, transport } of approaches) {
    const why = cardOf(transport).cannotPlay?.[scenario.flow];
    if (why !== undefined) throw new PushbenchError("usage", `"${name}" cannot play flow ${scenario.flow}: ${why}.`);
  }
  return { ...scenario, approaches };
}

async function builtInRecord(name: string, tls: TlsSetting | undefined): Promise<ApproachRecord | undefined> {
  const spelled = builtInApproach(name);
  if (spelled === undefined) return undefined;
  const { transport, ...settings } = withTls(spelled, tls);
  const config = await cardOf(transport).config();
  return { name, transport, config: config.parse(settings) };
}
