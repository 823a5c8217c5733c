/** The command with which a shell plays a gate again. */
import type { GateArm } from "../gate/gate-report.js";
import { shellWord } from "../shell-word.js";

export interface GateArguments {
  scenario: string;
  baseline: string | undefined;
  baseCommand: string | undefined;
  headCommand: string | undefined;
  allowMismatch: boolean;
  control: boolean;
  roundsLimit: number;
  minutes: number | undefined;
  set: readonly string[];
  approach?: readonly string[];
  approaches: string | undefined;
  generators: number;
  /** The NATS server of a fleet. */
  fleet?: string | undefined;
  workers?: number;
}

/** Where a fleet's NATS server is, and what is secret of its address, is nobody else's affair. */
const ANY_NATS = "nats://HOST";

/**
 * `program` is how pushbench is called here. A base that was given as a branch is named by its commit, because the branch
 * moves on.
 */
export function gateCommand(program: string, args: GateArguments, base: GateArm): string {
  const given: [option: string, value: string | number | boolean | undefined][] = [
    ["scenario", args.scenario],
    baseOption(args, base),
    ["head-command", args.headCommand],
    ["allow-mismatch", args.allowMismatch],
    ["control", args.control],
    ["rounds-limit", args.roundsLimit],
    ["minutes", args.minutes],
    ...args.set.map((value): [string, string] => ["set", value]),
    ...(args.approach ?? []).map((value): [string, string] => ["approach", value]),
    ["approaches", args.approaches],
    ...players(args),
  ];
  const words = given.flatMap(([option, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? [`--${option}`] : [`--${option}`, shellWord(String(value))];
  });
  return [program, "gate", ...words].join(" ");
}

const players = ({ fleet, workers, generators }: GateArguments): [string, string | number | undefined][] =>
  fleet === undefined
    ? [["generators", generators]]
    : [
        ["fleet", ANY_NATS],
        ["workers", workers],
      ];

function baseOption({ baseline, baseCommand }: GateArguments, { ref, label }: GateArm): [string, string] {
  if (baseCommand !== undefined) return ["base-command", baseCommand];
  return baseline === undefined ? ["against", ref ?? label] : ["baseline", baseline];
}
