/**
 * Several versions of the service in one run of the bench. Each arm has every approach of the scenario, and the arm is a field of
 * their addresses. So slices of all arms take turns in one round, with one schedule and one generator.
 */
import { type GateRound, gateRounds } from "../gate/figures.js";
import { labelOf, type Result, type Round } from "../result/result.js";
import { isStarted, type ServiceSource } from "../result/service-source.js";
import type { Scenario } from "../scenario/load.js";

/** `commands` are those of arms whose services are the user's own. */
export const withArms = (
  scenario: Scenario,
  arms: readonly string[],
  commands: Readonly<Record<string, string | undefined>> = {},
): Scenario => ({
  ...scenario,
  approaches: arms.flatMap((arm) =>
    withCommand(scenario, commands[arm]).approaches.map((approach) => ({ ...approach, arm })),
  ),
});

/**
 * The scenario with all of its services started by that command, and else as it says of its own (where they listen, say). Without a
 * command it stays as it is.
 */
export const withCommand = (scenario: Scenario, command: string | undefined): Scenario =>
  command === undefined
    ? scenario
    : {
        ...scenario,
        approaches: scenario.approaches.map(({ processes: _ofReference, ...one }) => ({
          ...one,
          service: startedBy(command, one.service),
        })),
      };

const startedBy = (command: string, service: ServiceSource | undefined): ServiceSource =>
  service && isStarted(service) ? { ...service, command } : { command };

/** The result that one arm alone would have written. */
export function armOf(played: Result, wanted: string): Result {
  const own = <Addressed extends { arm?: string }>(all: readonly Addressed[]): Omit<Addressed, "arm">[] =>
    all.filter(({ arm }) => arm === wanted).map(({ arm: _arm, ...bare }) => bare);
  return {
    ...played,
    approaches: own(played.approaches),
    rounds: played.rounds.map((round) => ({
      ...round,
      startOrder: startedOf(round).flatMap(({ arm, approach }) => (arm === wanted ? [approach] : [])),
      approaches: own(round.approaches),
    })),
    warnings: played.warnings
      .filter(({ approach, arm }) => approach === undefined || arm === wanted)
      .map(({ arm: _arm, ...warning }) => warning),
  };
}

/** The approaches of a round in the order in which they were started. There are none where the order was not written down. */
const startedOf = ({ startOrder = [], approaches }: Round): Round["approaches"] =>
  startOrder.flatMap((label) => approaches.filter((one) => labelOf(one) === label));

/** The arms in the order in which a round started them. Each comes once per approach. */
export const startedArms = (round: Round): string[] => startedOf(round).flatMap(({ arm }) => arm ?? []);

/** The rounds that base and head played together, and the control where there is one. */
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

/** Which of base and head was started first. Within the blocks, both have every position equally often. */
const firstOf = (round: Round): "base" | "head" | undefined =>
  startedArms(round).find((arm) => arm === "base" || arm === "head");
