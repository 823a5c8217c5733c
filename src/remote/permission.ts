/**
 * Whether a run may send anything to the services that somebody else runs. On this machine it may. Beyond it, the user must have
 * allowed the host, the run must stay within the caps, and the target must prove that it is the user's: in this order, so that
 * nothing is sent to a host that was not allowed.
 */
import { type Problem, PushbenchError } from "../errors.js";
import { executorOf } from "../executors/registry.js";
import { isLoopback } from "../loopback.js";
import { type ApproachRecord, addressOf, labelOf } from "../result/result.js";
import { isStarted } from "../result/service-source.js";
import type { Scenario } from "../scenario/load.js";
import type { Security } from "../tls/security.js";
import type { Endpoint } from "../transports/endpoint.js";
import { cardOf } from "../transports/registry.js";
import { demandOf, overCaps } from "./caps.js";
import { type Consent, parseConsents } from "./consent.js";
import { missingProof, placeOf, TOKEN_HEADER } from "./proof.js";
import { type Lookup, type Target, Targets } from "./target.js";
import { tokenFor, userSecret, type Variables } from "./token.js";
import { RemoteWatch } from "./watch.js";

export type Permitted = Pick<Scenario, "approaches" | "arrivals" | "clients" | "faults" | "flow" | "network" | "run">;

export interface PermissionRequest {
  /** As --allow-remote takes them. */
  allowRemote: readonly string[];
  generators: number;
  /** For the secret of tokens. */
  env: Variables;
  lookup?: Lookup | undefined;
  /** How approaches are encrypted, by their labels: the proof is asked for in the same way. */
  securities?: ReadonlyMap<string, Security>;
  signal: AbortSignal;
}

export const nothingAllowed: Omit<PermissionRequest, "generators" | "securities" | "signal"> = {
  allowRemote: [],
  env: {},
};

export interface Permission {
  /**
   * Where services are reached whose host had to be resolved or lies beyond this machine, by the labels of their approaches. The
   * loopback's own addresses are known without.
   */
  endpoints: ReadonlyMap<string, Endpoint>;
  /** No warm-up raises its rate beyond that. */
  mostEventsPerSecond: number;
  watch: RemoteWatch;
}

interface Reached {
  approach: ApproachRecord;
  label: string;
  target: Target;
}

/** Throws PushbenchError for whatever may not be. */
export async function requirePermission(scenario: Permitted, request: PermissionRequest): Promise<Permission> {
  const consents = parseConsents(request.allowRemote);
  const all = await reachedOf(scenario.approaches, new Targets(request.lookup));
  const remote = all.filter(({ target }) => target.isRemote);
  const consentTo = new Map(remote.map((one) => [one.label, consentOf(one, consents)]));
  if (remote.length > 0) requirePlayable(scenario, remote);
  for (const { label } of remote) requireCaps(scenario, consentTo.get(label)!);
  await requireProofs(remote, request);
  const endpointOf = ({ label, target }: Reached): Endpoint => ({
    url: httpOrigin(target.url),
    address: target.address,
    ...(target.isRemote && { remote: { retriesPerSecond: consentTo.get(label)!.caps.events / request.generators } }),
  });
  return {
    endpoints: new Map(all.map((one) => [one.label, endpointOf(one)])),
    mostEventsPerSecond: Math.min(...[...consentTo.values()].map(({ caps }) => caps.events)),
    watch: new RemoteWatch(new Map(remote.map(({ label, target }) => [label, target.url.host]))),
  };
}

async function reachedOf(approaches: readonly ApproachRecord[], targets: Targets): Promise<Reached[]> {
  const reached: Reached[] = [];
  for (const approach of approaches) {
    const { service } = approach;
    if (service === undefined || isStarted(service) || isLoopback(new URL(service.url).hostname)) continue;
    reached.push({ approach, label: labelOf(addressOf(approach)), target: await targets.resolve(service.url) });
  }
  return reached;
}

/** Drivers are told HTTP origins, also of WebSockets. */
const httpOrigin = ({ protocol, host }: URL): string => `${protocol.replace("ws", "http")}//${host}`;

function consentOf({ label, target }: Reached, consents: readonly Consent[]): Consent {
  const { host, url, address } = target;
  const consent = consents.find((one) => one.host === host);
  if (consent !== undefined) return consent;
  const leads = address === host.replace(/^\[|\]$/g, "") ? "" : ` (${address})`;
  throw new PushbenchError(
    "remote-refused",
    `The service of ${label}, ${url.host}${leads}, is not on this machine's loopback. Nothing was sent to it.`,
    {
      hint: `If it is yours, let ${placeOf(target)} answer what \`pushbench remote-token ${host}\` prints, and give bench --allow-remote ${quoted(host)}. docs/remote.md has the rules.`,
    },
  );
}

/** A shell would take the brackets of an IPv6 address for a pattern. */
const quoted = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text}'`);

function requirePlayable({ arrivals, faults, flow, network }: Permitted, remote: readonly Reached[]): void {
  const problems: Problem[] = [];
  const refuse = (at: string, message: string): void => void problems.push({ at, message });
  const { loop } = executorOf(arrivals);
  if (loop === "closed")
    refuse(
      "arrivals",
      `${arrivals.executor} sends as fast as the target answers, which no cap can hold: choose an executor with a rate`,
    );
  if (network !== undefined) refuse("network", "the network between is a real one, and no other is simulated on it");
  if (faults !== undefined) refuse("faults", "nothing is broken on purpose beyond this machine");
  for (const { approach } of remote) {
    const at = `approaches.${approach.name}`;
    const { clientsListen, titles } = cardOf(approach.transport);
    if (clientsListen && flow !== "ingest")
      refuse(
        at,
        `in flow ${flow}, the target would send ${titles} to clients on this machine's loopback, which it cannot reach`,
      );
  }
  if (problems.length === 0) return;
  const hosts = [...new Set(remote.map(({ target }) => target.url.host))].join(", ");
  throw new PushbenchError("remote-unplayable", `This cannot be asked of ${hosts}, which is beyond this machine`, {
    problems,
    hint: "Run the service on this machine, or change the scenario. docs/remote.md has the rules.",
  });
}

function requireCaps(scenario: Permitted, consent: Consent): void {
  const over = overCaps(demandOf(scenario), consent);
  if (over === undefined) return;
  throw new PushbenchError("remote-over-cap", `The run asks more of ${consent.host} than is allowed`, {
    problems: over.problems,
    hint: `Ask for less as shown, or allow it by name: --allow-remote '${over.raised}'.`,
  });
}

/** Every origin proves itself, once: another port may be another's. */
async function requireProofs(
  remote: readonly Reached[],
  { env, securities, signal }: Pick<PermissionRequest, "env" | "securities" | "signal">,
): Promise<void> {
  if (remote.length === 0) return;
  const secret = userSecret(env);
  const proven = new Set<string>();
  for (const { approach, label, target } of remote) {
    const { host, url } = target;
    const place = placeOf(target);
    if (proven.has(place)) continue;
    const token = tokenFor(host, secret);
    const isWebSocket = url.protocol.startsWith("ws");
    const upgradePath = isWebSocket ? pathOf(approach) : undefined;
    const tls = securities?.get(label);
    const missing = await missingProof({ target, token, upgradePath, tls, signal });
    if (signal.aborted) throw new PushbenchError("interrupted", "The run was interrupted.");
    if (missing.length > 0) throw unproven(target, token, missing, isWebSocket);
    proven.add(place);
  }
}

/** Where the first client connects. */
function pathOf({ config }: ApproachRecord): string {
  const { path = "/connect?client={{client}}" } = Object(config) as { path?: string };
  return path.replaceAll(/\{\{\w+\}\}/g, "0");
}

function unproven(target: Target, token: string, missing: readonly string[], isWebSocket: boolean): PushbenchError {
  const inHeader = isWebSocket ? `, or give the answers to its upgrades the header "${TOKEN_HEADER}: ${token}"` : "";
  return new PushbenchError("remote-unproven", `${target.url.host} does not prove that it is yours`, {
    problems: missing.map((message) => ({ at: target.host, message })),
    hint: `Let ${placeOf(target)} answer ${token}${inHeader}. docs/remote.md has the rules.`,
  });
}
