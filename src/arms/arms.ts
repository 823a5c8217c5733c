/**
 * Several versions of the service in one run of the bench: each arm has every approach of the scenario, under a name
 * that begins with the arm's. So slices of all arms take turns in one round, on one schedule, from one generator.
 */
import { type GateRound, gateRounds } from "../gate/figures.js";
import type { Result, Round } from "../result/result.js";
import type { Scenario } from "../scenario/load.js";

/** Approaches have no spaces in their names. */
const armed = (arm: string, approach: string): string => `${arm} ${approach}`;

/** `commands`: of arms whose services are the user's own. */
export const withArms = (
  scenario: Scenario,
  arms: readonly string[],
  commands: Readonly<Record<string, string | undefined>> = {},
): Scenario => ({
  ...scenario,
  approaches: arms.flatMap((arm) =>
    withCommand(scenario, commands[arm]).approaches.map((approach) => ({
      ...approach,
      name: armed(arm, approach.name),
    })),
  ),
});

/** The scenario with all of its services started by that command; with none, as it is. */
export const withCommand = (scenario: Scenario, command: string | undefined): Scenario =>
  command === undefined
    ? scenario
    : { ...scenario, approaches: scenario.approaches.map((approach) => ({ ...approach, command })) };

/** The service's program of every approach. */
export function programs(scenario: Scenario, entries: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(
    Object.entries(entries).flatMap(([arm, entry]) =>
      scenario.approaches.map(({ name }) => [armed(arm, name), entry] as const),
    ),
  );
}

/** What one arm would have written of its own. */
export function armOf(played: Result, arm: string): Result {
  const own = armed(arm, "");
  const isOwn = (name: string): boolean => name.startsWith(own);
  const bare = (name: string): string => name.slice(own.length);
  return {
    ...played,
    approaches: played.approaches
      .filter(({ name }) => isOwn(name))
      .map((approach) => ({ ...approach, name: bare(approach.name) })),
    rounds: played.rounds.map((round) => ({
      ...round,
      startOrder: (round.startOrder ?? []).filter(isOwn).map(bare),
      approaches: round.approaches
        .filter(({ approach }) => isOwn(approach))
        .map((one) => ({ ...one, approach: bare(one.approach) })),
    })),
    warnings: played.warnings
      .filter(({ approach }) => approach === undefined || isOwn(approach))
      .map((warning) => (warning.approach === undefined ? warning : { ...warning, approach: bare(warning.approach) })),
  };
}

/** Played by base and head together, and by the control where there is one. */
export function roundsOf(played: Result): GateRound[] {
  const control = armOf(played, "control");
  return gateRounds({
    base: armOf(played, "base").rounds,
    head: armOf(played, "head").rounds,
    ...(control.approaches.length > 0 && { control: control.rounds }),
    first: new Map(played.rounds.flatMap((round) => pairOf(round.number, firstOf(round)))),
  });
}

const pairOf = <Key, Value>(key: Key, value: Value | undefined): [Key, Value][] =>
  value === undefined ? [] : [[key, value]];

/** Which of base and head was started first: in the blocks both stand in every position equally often. */
function firstOf({ startOrder = [] }: Round): "base" | "head" | undefined {
  const arms = startOrder.map((name) => name.slice(0, name.indexOf(" ")));
  return arms.find((arm) => arm === "base" || arm === "head");
}
