/** Starts a stack as a run would, holds it against its check, and ends it. */
import { randomBytes } from "node:crypto";
import { Crew, type CrewContext } from "../bench/crew.js";
import { PushbenchError } from "../errors.js";
import type { Flow, Topology } from "../flow.js";
import { loopbackUrl } from "../loopback.js";
import type { ApproachRecord } from "../result/result.js";
import { ServiceProcess } from "../services/service-process.js";
import type { TransportName } from "../transports/registry.js";
import { approachOf } from "./approach.js";
import type { Builds } from "./builds.js";
import type { Finding } from "./check.js";
import { type Checks, checks as shippedChecks } from "./checks.js";
import type { Stack } from "./stack.js";

/** Two rooms of two: the fewest clients by which an event in the wrong room is seen. */
const CLIENTS = 4;
const ROOM_SIZE = 2;
const GUARANTEE = "at-least-once" as const;
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

/** Rejects only with PushbenchError interrupted; whatever else goes wrong is in the answer. */
export async function checkStack(stack: Stack, flow: Flow, place: CheckPlace): Promise<Checked> {
  const checked = { stack: stack.name, flow };
  try {
    const built = await place.builds.of(stack, place.signal);
    const approach = await approachOf(built, { name: `flow ${flow}`, flow, guarantee: GUARANTEE });
    return { ...checked, findings: await findingsOf(approach, flow, stack.promises, place) };
  } catch (error) {
    if (place.signal.aborted) throw new PushbenchError("interrupted", "The run was interrupted.");
    if (!(error instanceof PushbenchError)) throw error;
    return { ...checked, findings: [], failure: [error.message, error.hint].filter(Boolean).join(" ") };
  }
}

async function findingsOf(
  approach: ApproachRecord,
  flow: Flow,
  promises: Stack["promises"],
  place: CheckPlace,
): Promise<Finding[]> {
  const transport = approach.transport as TransportName;
  const known = (place.checks ?? shippedChecks)[transport];
  if (known === undefined) throw new PushbenchError("stack-check-failed", `There is no check for ${transport}.`);
  const topology: Topology = { flow, clients: CLIENTS, roomSize: flow === "relay" ? ROOM_SIZE : 1 };
  const secret = randomBytes(24).toString("base64url");
  const crew = new Crew({ ...place, generators: 0, scenario: {} });
  try {
    const service = new ServiceProcess(approach, () => crew.service(approach));
    const { config } = approach;
    const request = { transport, config, topology, guarantee: GUARANTEE, secret, port: 0 };
    const starting = service.start(request, READY_SECONDS * 1e3);
    const origin = loopbackUrl(await Promise.race([starting, crew.death, aborted(place.signal)]));
    const target = { origin, config, topology, secret, ...(promises && { promises }) };
    return await Promise.race([within(place, (signal) => known.check({ ...target, signal })), crew.death]);
  } finally {
    await crew.dismiss();
  }
}

/** A check that does not come to an end tells of a service that leaves it waiting. */
async function within(place: CheckPlace, check: (signal: AbortSignal) => Promise<Finding[]>): Promise<Finding[]> {
  const seconds = place.checkSeconds ?? CHECK_SECONDS;
  const tooLate = AbortSignal.timeout(seconds * 1e3);
  const signal = AbortSignal.any([place.signal, tooLate]);
  try {
    return await Promise.race([check(signal), aborted(signal)]);
  } catch (error) {
    if (!tooLate.aborted || place.signal.aborted) throw error;
    return [{ what: `the check ends within ${seconds} s`, met: false, saw: "it was still waiting for the service" }];
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const interrupt = (): void => reject(new PushbenchError("interrupted", "The check was interrupted."));
    if (signal.aborted) interrupt();
    else signal.addEventListener("abort", interrupt, { once: true });
  });
