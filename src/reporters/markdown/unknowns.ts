/**
 * Why cells are empty: what a service of the user's own does not tell, in one line per approach, and how deliveries were counted
 * because of it.
 */
import { isLoopback } from "../../loopback.js";
import type { ApproachRecord, Result } from "../../result/result.js";
import { isMeasured, isStarted, type ServiceSource } from "../../result/service-source.js";
import { asText, code, list } from "./words.js";

/** Undefined where every service is pushbench's own. */
export function unknowns({ scenario, approaches }: Pick<Result, "scenario" | "approaches">): string | undefined {
  const own = approaches.filter(({ service }) => service !== undefined);
  if (own.length === 0) return undefined;
  return [...counted(approaches), ...unacknowledged(approaches), ...own.map((one) => lineOf(one, scenario.flow))]
    .map((line) => `- ${line}`)
    .join("\n");
}

/** How the deliveries were counted, in a run in which no recipient is asked. */
function counted(approaches: readonly ApproachRecord[]): string[] {
  const acknowledged = approaches.filter(({ deliveriesBy }) => deliveriesBy === "acknowledgement");
  if (acknowledged.length === 0) return [];
  const isOfAll = acknowledged.length === approaches.length;
  const whose = isOfAll
    ? acknowledged.length === 1
      ? "Deliveries are"
      : "Deliveries of all approaches are"
    : `Deliveries of ${list(acknowledged.map(({ name }) => code(name)))} are`;
  const alike =
    isOfAll && acknowledged.some(({ service }) => service === undefined) ? ", so that all are measured alike" : "";
  return [
    `${whose} counted when their sender has the acknowledgement${alike}: latency contains the way back, and what a service took twice or out of order is not seen.`,
  ];
}

/** Reference services that stand beside services of the user's own and send no acknowledgement. */
const unacknowledged = (approaches: readonly ApproachRecord[]): string[] =>
  approaches
    .filter(({ service, deliveriesBy }) => service === undefined && deliveriesBy === "socket")
    .map(
      ({ name }) =>
        `${code(name)} has no acknowledgement under this guarantee: pushbench's service counts what it took, and no latency is shown, because there is none like that of the others.`,
    );

function lineOf({ name, service, deliveriesBy, transport }: ApproachRecord, flow: string): string {
  return `${[
    `${code(name)} (${transport}) is a service of your own, ${whence(service!)}`,
    ...used(service!),
    ...(isElsewhere(service!) ? ["its URL is not on the loopback, so latencies contain the network between"] : []),
    ...(deliveriesBy === "socket"
      ? [
          "it gives no acknowledgement, so a delivery counts when the service has answered a ping that was sent behind it: latency is unknown, throughput is what was sent and read there, and what came twice or out of order is not seen",
        ]
      : []),
    ...(flow === "ingest"
      ? []
      : ["how often it sent something, what it tried again and which copies it dropped is not seen"]),
  ].join("; ")}.`;
}

const isElsewhere = (service: ServiceSource): boolean =>
  !isStarted(service) && !isLoopback(new URL(service.url).hostname);

const whence = (service: ServiceSource): string =>
  isStarted(service)
    ? `started by ${quoted(service.command)}: its event loop and garbage collection are unknown, and no garbage is collected before its memory is read`
    : `run by somebody else at ${quoted(service.url)}: no round starts it anew, and its event loop and garbage collection are unknown`;

/** As code where Markdown shows that as it is. */
const quoted = (text: string): string => (/^[ -_a-{}~]+$/.test(text) ? code(text) : asText(text));

/** What is known of CPU and memory. */
function used(service: ServiceSource): string[] {
  if (isStarted(service)) return [];
  const limit =
    "it may use any CPUs, so whether it was at its limit shows only in queues, and other work on them is not told apart";
  if (!isMeasured(service))
    return [
      `its CPU and memory are unknown, for only its URL was given (service.pid or service.cgroup names its processes); ${limit}`,
    ];
  const which = service.pid === undefined ? "its cgroup" : `process ${service.pid} and its children`;
  return [`CPU and memory are those of ${which}; ${limit}`];
}
