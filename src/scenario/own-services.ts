/**
 * Services of the user's own in a scenario: how the deliveries of each approach are counted, and what cannot be played or judged
 * with services that report nothing. A bench and a gate ask the same.
 */
import { type Problem, PushbenchError } from "../errors.js";
import { type Fault, needsReferenceService } from "../faults/registry.js";
import { type ApproachRecord, addressOf, countedBy, labelOf, type ScenarioRecord } from "../result/result.js";
import { isStarted } from "../result/service-source.js";
import type { Sight } from "../transports/card.js";
import { cardOf } from "../transports/registry.js";
import type { Issue } from "./explain.js";

type Played = Pick<ScenarioRecord, "name" | "flow" | "guarantee" | "objectives"> & {
  faults?: readonly Fault[];
  approaches: readonly ApproachRecord[];
};
type Hops = Pick<Played, "flow" | "guarantee">;

export const hasOwnService = ({ service }: Pick<ApproachRecord, "service">): boolean => service !== undefined;

/** How the deliveries of a service of the user's own can be told. */
const sightOf = async ({ transport, config }: ApproachRecord, { flow, guarantee }: Hops): Promise<Sight> =>
  (await cardOf(transport).own()).sight(config, flow, guarantee);

/**
 * The approaches of a run, each with how its deliveries are counted. As soon as one service of an ingest is the user's own, the
 * deliveries of all are counted at the senders, because otherwise some latencies would contain the way back and others not. A
 * reference service that answers nothing still reports what it took, but no time of it is shown.
 */
export function withDeliveriesBy(scenario: Played): Promise<ApproachRecord[]> {
  const { flow, approaches } = scenario;
  const atSenders = flow === "ingest" && approaches.some(hasOwnService);
  return Promise.all(
    approaches.map(async ({ deliveriesBy: _earlier, ...approach }) => {
      if (!atSenders) return approach;
      const isAcknowledged = await seesAcks(approach, scenario);
      return { ...approach, deliveriesBy: isAcknowledged ? ("acknowledgement" as const) : ("socket" as const) };
    }),
  );
}

/** Whether its senders see what was acknowledged. */
export async function seesAcks(approach: ApproachRecord, hops: Hops): Promise<boolean> {
  const { flow, guarantee } = hops;
  if (!hasOwnService(approach) || flow !== "ingest")
    return guarantee === "at-least-once" || cardOf(approach.transport).alwaysAcknowledges;
  const sight = await sightOf(approach, hops);
  return !("by" in sight && sight.by === "socket"); // what cannot be told at all is refused anyhow
}

/** What is wrong with single approaches: settings that have nobody to speak to, and services whose deliveries cannot be told. */
export async function ownApproachIssues(scenario: Hops & Pick<Played, "approaches">): Promise<Issue[]> {
  const found = await Promise.all(
    scenario.approaches.map(async (approach): Promise<Issue[]> => {
      const path = ["approaches", approach.name];
      if (!hasOwnService(approach)) {
        const { settings } = await cardOf(approach.transport).own();
        return settings
          .filter((setting) => approach.config[setting] !== undefined)
          .map((setting) => ({
            path: [...path, setting],
            message: `is for a service of your own: take it out, or say which service, as in service: { command: "node server.js" }`,
          }));
      }
      const sight = await sightOf(approach, scenario);
      return "cannot" in sight ? [{ path, message: sight.cannot }] : [];
    }),
  );
  return found.flat();
}

/** What is wrong with a run as a whole. The approaches know how their deliveries are counted. */
function* togetherIssues({ flow, objectives, faults, approaches }: Played): Iterable<Issue> {
  const own = approaches.filter(hasOwnService);
  if (own.length === 0) return;
  const names = named(own);
  for (const [i, fault] of (faults ?? []).entries()) {
    if (needsReferenceService(fault))
      yield issue(
        `faults.${i}.kind`,
        `${fault.kind} needs a service that can be told to misbehave, which ${names} cannot: take the fault out`,
      );
  }
  if (flow !== "ingest") return;
  if (objectives.exactlyAsSentOrder)
    yield issue("objectives.exactlyAsSentOrder", `the order in which ${names} took events cannot be seen: take it out`);
  const blind = approaches.filter((one) => countedBy(one) === "socket");
  if (blind.length === 0) return;
  const unknown = `of ${named(blind)} there is no acknowledgement, so when an event came is unknown`;
  for (const name of ["latencyP50Ms", "latencyP99Ms", "jitterP99Ms"] as const)
    if (objectives[name] !== undefined)
      yield issue(`objectives.${name}`, `${unknown}: take it out (--set objectives.${name}=null)`);
  if (faults !== undefined) yield issue("faults", `${unknown}, and so is the recovery: take them out`);
}

/** All services of a round run at the same time, those of all arms, too. */
function* portIssues(approaches: readonly ApproachRecord[]): Iterable<Issue> {
  const first = new Map<number, string>();
  for (const approach of approaches) {
    const { name, service } = approach;
    if (!service || !isStarted(service) || typeof service.port !== "number") continue;
    const label = labelOf(addressOf(approach));
    const other = first.get(service.port);
    if (other === undefined) first.set(service.port, label);
    else
      yield issue(
        `approaches.${name}.service.port`,
        `${service.port} is also the port of ${other}, and both run at the same time: leave it out, so that $PORT is one for each`,
      );
  }
}

/** Throws PushbenchError own-service-unplayable with all that stands in the way, before anything starts. */
export async function requirePlayable(scenario: Played): Promise<void> {
  const approaches = await withDeliveriesBy(scenario);
  const issues = [
    ...(await ownApproachIssues(scenario)),
    ...togetherIssues({ ...scenario, approaches }),
    ...portIssues(approaches),
  ];
  if (issues.length === 0) return;
  const problems = issues.map(({ path, message }): Problem => ({ at: path.join("."), message }));
  throw new PushbenchError("own-service-unplayable", `${scenario.name} cannot be played with services of your own.`, {
    // The arms of a gate have the same approaches.
    problems: [...new Map(problems.map((one) => [`${one.at} ${one.message}`, one])).values()],
    hint: "docs/own-service.md says what can be played.",
  });
}

const named = (approaches: readonly ApproachRecord[]): string =>
  [...new Set(approaches.map(({ name }) => name))].join(", ");
const issue = (path: string, message: string): Issue => ({ path: path.split("."), message });
