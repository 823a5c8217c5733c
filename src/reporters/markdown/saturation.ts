/**
 * Only in a closed loop: how much the service takes when it never has to wait for work, and whether another generator finds
 * the same.
 */
import type { ApproachRound } from "../../result/result.js";
import { median } from "../../statistics/quantile.js";
import { pairedRatio } from "../../statistics/ratio.js";
import { NS_PER_US, nsToSeconds } from "../../units.js";
import { count, durationOfUs, percent, perSecond } from "../format.js";
import { table } from "../markdown-table.js";
import type { Tables } from "../tables.js";

/** Two generators that differ by more do not measure the same thing. */
const AGREEMENT = 0.1;

/** The section is undefined when no approach was cross-checked. */
export function saturation({ result }: Tables): string | undefined {
  const checked = result.approaches.flatMap(({ name }) => {
    const rounds = result.rounds.flatMap(({ approaches }) =>
      approaches.filter((one) => one.approach === name && one.crossCheck),
    );
    return rounds.length === 0 ? [] : [{ name, rounds }];
  });
  if (checked.length === 0) return undefined;
  const of = (figure: (round: ApproachRound) => number | undefined): (number | undefined)[] =>
    checked.map(({ rounds }) => median(rounds.map(figure).filter((value) => value !== undefined)));
  const row = (
    label: string,
    format: (value: number | undefined) => string,
    figure: (round: ApproachRound) => number | undefined,
  ) => [label, ...of(figure).map(format)];
  const figures = table(
    ["", ...checked.map(({ name }) => `\`${name}\``)],
    [
      row("events in flight", count, ({ crossCheck }) => crossCheck!.inFlight),
      row("pushbench: deliveries per second", perSecond, perSecondOf),
      row("autocannon: requests per second", perSecond, ({ crossCheck }) => crossCheck!.requestsPerSecond),
      row("pushbench: service CPU per delivery", durationOfUs, ({ service, deliveries }) =>
        service.cpuNs === undefined ? undefined : service.cpuNs / NS_PER_US / deliveries.delivered,
      ),
      row(
        "autocannon: service CPU per request",
        durationOfUs,
        ({ crossCheck }) => crossCheck!.serviceCpuNsPerRequest / NS_PER_US,
      ),
      row("autocannon: service CPU, of one core", percent, ({ crossCheck }) => crossCheck!.serviceCpuRatio),
      row("autocannon: failed requests", count, ({ crossCheck }) => crossCheck!.failed),
    ],
  );
  return [
    figures,
    "Medians of the rounds; the section on cost has all rounds together.",
    ...checked.map(({ name, rounds }) => agreement(name, rounds)),
  ].join("\n\n");
}

const perSecondOf = ({ deliveries, activeNs }: ApproachRound): number => deliveries.delivered / nsToSeconds(activeNs);

function agreement(name: string, rounds: readonly ApproachRound[]): string {
  const { ratio } = pairedRatio(
    rounds.map(perSecondOf),
    rounds.map(({ crossCheck }) => crossCheck!.requestsPerSecond),
  );
  if (ratio === undefined) return `\`${name}\`: the two cannot be compared.`;
  const difference = `Paired by round, the two generators differ by ${percent(Math.abs(ratio - 1))} on \`${name}\``;
  return Math.abs(ratio - 1) <= AGREEMENT
    ? `${difference}: they agree.`
    : `${difference}, more than ${percent(AGREEMENT)}: unless the service was the bottleneck for both (its CPU near one core), the slower generator was the limit.`;
}
