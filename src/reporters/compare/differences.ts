/** What differs between two runs beside their figures. */
import { countedBy, type Result } from "../../result/result.js";
import { UNKNOWN } from "../format.js";
import { LOAD_BEFORE, machineLines } from "../machine-lines.js";

/** What a difference is of: each kind makes figures less comparable in its own way. */
export type DifferenceKind = "release" | "workload" | "approach" | "machine" | "run";

export interface Difference {
  kind: DifferenceKind;
  what: string;
  before: string;
  after: string;
}

type Line = [kind: DifferenceKind, name: string, value: string];

/** Everything that should be equal before two figures are compared. */
function identity(result: Result): Line[] {
  const { scenario, approaches } = result;
  const of =
    (kind: DifferenceKind) =>
    ([name, value]: readonly [string, string]): Line => [kind, name, value];
  return [
    ["release", "pushbench", result.pushbenchVersion],
    ["workload", "scenario", scenario.name],
    ["workload", "schedule fingerprint", result.scheduleFingerprint.slice(0, 12)],
    ["run", "rounds", String(result.rounds.length)],
    ["run", "state", result.state],
    ...settings("scenario: ", workload(scenario)).map(of("workload")),
    ...approaches.flatMap((one): Line[] => [
      ...settings(`${one.name}: `, one.config).map(of("approach")),
      ["approach", `${one.name}: service`, one.service === undefined ? "pushbench's" : JSON.stringify(one.service)],
      ...(one.processes === undefined ? [] : [["approach", `${one.name}: processes`, String(one.processes)] as Line]),
      ["approach", `${one.name}: deliveries counted by`, countedBy(one)],
    ]),
    ...machineLines(result.machine).map((line) => of(line[0] === LOAD_BEFORE ? "run" : "machine")(line)),
  ];
}

/** What makes the load, and how it is measured. Objectives only judge, and title and source change no figure. */
function workload({ name, title, source, objectives, ...load }: Result["scenario"]): Record<string, unknown> {
  return load;
}

/** Every setting by itself, nested ones with a dot, because of some thirty settings usually one differs. */
function settings(under: string, config: Record<string, unknown>): [name: string, value: string][] {
  return Object.entries(config).flatMap(([name, value]): [string, string][] => {
    const nested = typeof value === "object" && value !== null && !Array.isArray(value);
    if (nested) return settings(`${under}${name}.`, value as Record<string, unknown>);
    return [[under + name, typeof value === "string" ? value : JSON.stringify(value)]];
  });
}

/** A setting that only one of the two has is named as well. Approaches that only one has are listed separately. */
export function differences(before: Result, after: Result): Difference[] {
  const common = (result: Result, other: Result): Result => ({
    ...result,
    approaches: result.approaches.filter(({ name }) => other.approaches.some((one) => one.name === name)),
  });
  const byName = (lines: readonly Line[]) => new Map(lines.map(([kind, name, value]) => [name, { kind, value }]));
  const [earlier, later] = [byName(identity(common(before, after))), byName(identity(common(after, before)))];
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((what) => {
    const [was, is] = [earlier.get(what), later.get(what)];
    if (was?.value === is?.value) return [];
    return [{ kind: (was ?? is)!.kind, what, before: was?.value ?? UNKNOWN, after: is?.value ?? UNKNOWN }];
  });
}
