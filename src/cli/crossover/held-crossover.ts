/** The sweep by which `crossover` answers, with what is not said filled in. */
import { PushbenchError } from "../../errors.js";
import { loadCompared } from "../../scenario/compared.js";
import { approachesAsked, FEWEST_CLIENTS, ownRate, ratesAround } from "../../studies/crossover/question.js";
import { RATE } from "../../studies/sweep/axis.js";
import type { SweepRecord } from "../../studies/sweep/record.js";
import { type Environment, scenarioPlaces } from "../environment.js";
import type { HeldStudy } from "../studies/held-study.js";
import { type AskedSweep, beginSweep } from "../sweep/held-sweep.js";

/** With 6 rounds of 3 approaches, they take less than 20 minutes. */
const POINTS = 4;
/** The window of a point at whose rate this has events enough; at lower rates it is longer. */
const SECONDS = 3;

export interface AskedCrossover extends Omit<AskedSweep, "over"> {
  scenario: string;
  /** `from..to`, in events per second. */
  rates: string | undefined;
}

/** Throws PushbenchError before anything is written. */
export async function beginCrossover(
  environment: Environment,
  { rates, ...asked }: AskedCrossover,
  pushbenchVersion: string,
): Promise<HeldStudy<SweepRecord>> {
  const { set, approach, approaches } = asked;
  const scenario = await loadCompared(asked.scenario, {
    ...scenarioPlaces(environment),
    ...{ overrides: set, approach, approaches },
  });
  const rate = ownRate(scenario);
  if (rate === undefined) {
    throw new PushbenchError(
      "usage",
      `${scenario.name} has no rate: its arrivals are a ${scenario.arrivals.executor}.`,
      {
        hint: "Choose arrivals with a rate: --set 'arrivals={executor: poisson-arrival-rate, perSecond: 100}'",
      },
    );
  }
  const isChosen = approaches !== undefined || approach.length > 0;
  const names = isChosen ? scenario.approaches.map(({ name }) => name) : await approachesAsked(scenario);
  if (names.length < 2) {
    throw new PushbenchError("usage", `${names[0]} alone has no crossover: it takes two approaches.`, {
      hint: "Name several with --approaches, or leave it out.",
    });
  }
  const isSet = (path: string): boolean =>
    set.some((one) => [path, path.split(".")[0]].includes(one.split("=")[0]!.trim()));
  const filledIn = [
    ...(scenario.clients >= FEWEST_CLIENTS || isSet("clients") ? [] : [`clients=${FEWEST_CLIENTS}`]),
    ...(scenario.run.measureSeconds <= SECONDS || isSet("run.measureSeconds") ? [] : [`run.measureSeconds=${SECONDS}`]),
  ];
  return beginSweep(
    environment,
    {
      ...asked,
      over: [`${RATE}=${rates ?? ratesAround(rate)}`],
      points: asked.points ?? POINTS,
      set: [...set, ...filledIn],
      approaches: names.join(","),
    },
    pushbenchVersion,
  );
}
