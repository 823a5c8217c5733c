/** Starts a stack as a run would, holds it against its check, and ends it. */
import { randomBytes } from "node:crypto";
import { Crew, type CrewContext } from "../bench/crew.js";
import { PushbenchError } from "../errors.js";
import { type Flow, type Guarantee, guaranteeNames, type Topology } from "../flow.js";
import type { ApproachRecord } from "../result/result.js";
import { ServiceProcess } from "../services/service-process.js";
import type { TransportName } from "../transports/registry.js";
import { approachOf, guaranteesOf } from "./approach.js";
import type { Builds } from "./builds.js";
import type { Finding } from "./check.js";
import { type Checks, checks as shippedChecks } from "./checks.js";
import type { Stack } from "./stack.js";

/** Two rooms of two: the fewest clients by which an event in the wrong room is seen. */
const CLIENTS = 4;
const ROOM_SIZE = 2;
/** Interpreters with large frameworks take seconds to start on a busy machine. */
const READY_SECONDS = 30;
const CHECK_SECONDS = 60;

export interface CheckPlace extends Pick<CrewContext, "entries" | "pinning"> {
  signal: AbortSignal;
  builds: Builds;
  checks?: Checks;
  checkSeconds?: number;
}

export interface Checked {
  stack: string;
  flow: Flow;
  /** Everything that was looked at. */
  findings: Finding[];
  /** Why it could not be looked at. */
  failure?: string;
}

/** Nothing that was looked at passes nothing. */
export const isSound = ({ findings, failure }: Checked): boolean =>
  failure === undefined && findings.length > 0 && findings.every(({ met }) => met);

/**
 * `guarantee` is that of the run; by default it is one under which the stack plays. Rejects only with PushbenchError interrupted;
 * whatever else goes wrong is in the answer.
 */
export async function checkStack(
  stack: Stack,
  { flow, guarantee }: { flow: Flow; guarantee?: Guarantee },
  place: CheckPlace,
): Promise<Checked> {
  const checked = { stack: stack.name, flow };
  try {
    const built = await place.builds.of(stack, place.signal);
    const promised = guarantee ?? (await guaranteesOf(stack, flow))[0] ?? guaranteeNames[0]!;
    const approach = await approachOf(built, { name: `flow ${flow}`, flow, guarantee: promised });
    return { ...checked, findings: await findingsOf(approach, promised, { flow, promises: stack.promises }, place) };
  } catch (error) {
    if (place.signal.aborted) throw new PushbenchError("interrupted", "The run was interrupted.");
    if (!(error instanceof PushbenchError)) throw error;
    return { ...checked, findings: [], failure: [error.message, error.hint].filter(Boolean).join(" ") };
  }
}

async function findingsOf(
  approach: ApproachRecord,
  guarantee: Guarantee,
  { flow, promises }: { flow: Flow; promises?: readonly string[] | undefined },
  place: CheckPlace,
): Promise<Finding[]> {
  const transport = approach.transport as TransportName;
  const known = (place.checks ?? shippedChecks)[transport];
  if (known === undefined) throw new PushbenchError("stack-check-failed", `There is no check for ${transport}.`);
  const topology: Topology = { flow, clients: CLIENTS, roomSize: flow === "relay" ? ROOM_SIZE : 1 };
  const secret = randomBytes(24).toString("base64url");
  const scenario = { approaches: [approach], run: { readySeconds: READY_SECONDS } };
  const crew = new Crew({ ...place, generators: 0, scenario });
  const over = new AbortController();
  try {
    const service = new ServiceProcess(approach, () => crew.service(approach, flow));
    const { config } = approach;
    const broken = Promise.race([crew.death, aborted(place.signal, over.signal)]);
    const starting = service.start({ transport, config, topology, guarantee, secret, port: 0 }, READY_SECONDS);
    const origin = await Promise.race([starting, broken]);
    const target = { origin, config, topology, secret, ...(promises && { promises }) };
    return await Promise.race([within(place, (signal) => known.check({ ...target, signal })), broken]);
  } finally {
    over.abort();
    await crew.dismiss();
  }
}

/** A check that does not come to an end tells of a service that leaves it waiting. */
async function within(place: CheckPlace, check: (signal: AbortSignal) => Promise<Finding[]>): Promise<Finding[]> {
  const seconds = place.checkSeconds ?? CHECK_SECONDS;
  const [tooLate, over] = [AbortSignal.timeout(seconds * 1e3), new AbortController()];
  const waited: Finding = {
    what: `the check ends within ${seconds} s`,
    met: false,
    saw: "it was still waiting for the service",
  };
  try {
    const checking = check(AbortSignal.any([place.signal, tooLate]));
    return await Promise.race([checking, aborted(tooLate, over.signal)]);
  } catch (error) {
    if (tooLate.aborted && !place.signal.aborted) return [waited];
    throw error;
  } finally {
    over.abort();
  }
}

/** Rejects when that happens, and no longer listens when it is over. */
const aborted = (signal: AbortSignal, over: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const interrupt = (): void => reject(new PushbenchError("interrupted", "The check was interrupted."));
    if (signal.aborted) interrupt();
    else signal.addEventListener("abort", interrupt, { once: true, signal: over });
  });
