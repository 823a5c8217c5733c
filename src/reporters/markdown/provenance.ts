/** Where the figures come from: the machine, the method in a few lines, and the command that measures them again. */
import { servicesOn } from "../../result/hosts.js";
import type { ApproachRecord, Result } from "../../result/result.js";
import { isStarted } from "../../result/service-source.js";
import type { StackRecord } from "../../result/stack-record.js";
import { shellWord } from "../../shell-word.js";
import { company } from "../company.js";
import { HEADLINE_LEVEL } from "../comparison.js";
import { bytes, duration, durationOfMs, percent } from "../format.js";
import { GENERATORS_ON, machineLines, SERVICES_ON } from "../machine-lines.js";
import type { Tables } from "../tables.js";
import { timeLine } from "../time-spent.js";
import { asText, asTextWithLinks } from "./words.js";

export const machine = (result: Result): string =>
  machineLines(result.machine)
    .filter(([name]) => isHere(name, result))
    .map(([name, value]) => `- ${name}: ${asText(value)}`)
    .join("\n");

/** Of a fleet, a side that is on other hosts is on no CPU of this machine. */
function isHere(line: string, { hosts, rounds }: Result): boolean {
  if (line === GENERATORS_ON) return hosts === undefined;
  return line !== SERVICES_ON || servicesOn(rounds) === undefined;
}

const OPEN_LOOP =
  "latency counts from when an event was due, so neither a late generator nor a stalled service can hide it; service time counts from the send, as tools without due times do.";
const WITHOUT_EVENTS = "nothing is timed, because nothing is due.";
const CLOSED_LOOP =
  "a closed loop has no due times: latency counts from when an event was begun, and a stalled service slows the load itself, which hides its worst times. Compare CPU and throughput, not tails.";

const PERCENTILES = "Percentiles come from merged HDR histograms; p99 needs 100 samples, p99.9 needs 1,000.";

/** Writes settings as `name value`, and nested ones as JSON. */
const settings = (record: Record<string, unknown>): string =>
  Object.entries(record)
    .map(([name, value]) => `${name} ${asText(typeof value === "object" ? JSON.stringify(value) : String(value))}`)
    .join(", ");

export function method(tables: Tables): string {
  const { result, closedLoop, idle } = tables;
  const { scenario, approaches, rounds, seed, scheduleFingerprint } = result;
  const { executor, ...rate } = scenario.arrivals;
  const { run } = scenario;
  const took = timeLine(result);
  const rooms = scenario.roomSize === undefined ? "" : ` in rooms of ${scenario.roomSize}`;
  const uneven =
    scenario.senderSkew === undefined ? "" : `, some of which send more than others (skew ${scenario.senderSkew})`;
  const size =
    typeof scenario.payload.bytes === "object"
      ? asText(JSON.stringify(scenario.payload.bytes))
      : scenario.payload.bytes;
  const events = `${executor} (${settings(rate)}); payload ${scenario.payload.template}, ${size} bytes. Every approach got the same events${closedLoop ? "" : " at the same due times"} (seed ${seed}, schedule ${scheduleFingerprint.slice(0, 12)})`;
  const turns = `in turns of ${run.sliceSeconds} s in an order drawn anew`;
  const played = idle
    ? `measures each for ${run.measureSeconds} s ${turns}`
    : `plays ${run.measureSeconds} s of the schedule to every approach ${turns}, and waits up to ${run.drainSeconds} s for the rest`;
  return [
    `- **Load:** flow ${scenario.flow}, ${scenario.guarantee}, ${scenario.clients} clients${rooms}${uneven}; ${idle ? "no events" : events}. Source of the workload: ${asTextWithLinks(scenario.source)}`,
    `- **Rounds:** ${rounds.length} of ${run.rounds}. Each ${freshness(result)}, ${warmUp(tables)}, then ${played}.`,
    `- **Times:** ${idle ? WITHOUT_EVENTS : closedLoop ? `${CLOSED_LOOP} ${PERCENTILES}` : `${OPEN_LOOP} ${PERCENTILES}`}`,
    ...(took === undefined ? [] : [`- **Time:** ${took}`]),
    `- **Cost:** CPU is user + system time of the service process over its turns${idle ? "" : ", per delivery"}. Bytes are those of the clients' sockets, without TCP/IP headers. Counts are sums over the rounds, levels their medians.`,
    `- **Company:** ${company(result)}`,
    `- **Uncertainty:** the unit is the round. Each interval stands for its own figure; of many that you read, a few in a hundred miss the truth by chance. The claims at the top are held together: of approaches that are the same they name a difference in at most ${percent(HEADLINE_LEVEL)} of all runs. ${places(tables)}${network(tables)}`,
    "",
    ...approaches.map(
      ({ name, transport, config, processes, stack }) =>
        `- \`${name}\`: ${transport} (${settings(config)})${processes === undefined ? "" : `, in ${processes} processes`}${stack === undefined ? "" : stackText(stack)}`,
    ),
  ].join("\n");
}

function stackText({ name, version, notPromised = [] }: StackRecord): string {
  const lacking = notPromised.length === 0 ? "" : ` It does not promise ${notPromised.join(", ")}.`;
  return `. It is the stack ${name}: ${asText(version)}.${lacking}`;
}

/** A service that somebody else runs is the same in all rounds. */
function freshness({ approaches }: Result): string {
  const isOurs = ({ service }: ApproachRecord): boolean => service === undefined || isStarted(service);
  if (approaches.every(isOurs)) return "starts fresh services and connections";
  return approaches.some(isOurs)
    ? "starts fresh connections, and fresh services where pushbench starts them"
    : "starts fresh connections";
}

function warmUp({ result: { scenario, rounds }, idle }: Tables): string {
  const { start, warmUpSeconds } = scenario.run;
  if (start === "cold") return "measures them cold, as the scenario asks";
  if (idle) return `leaves all clients connected for ${warmUpSeconds} s`;
  const deliveries = rounds.flatMap(({ approaches }) => approaches.flatMap(({ warmUp }) => warmUp.deliveries ?? []));
  const count = deliveries.length === 0 ? "" : ` (${Math.min(...deliveries)} deliveries or more)`;
  return `warms each up until a delivery no longer costs less, but for ${warmUpSeconds} s at most${count}`;
}

/** A fleet's own network is a real one, of which nothing more is known. */
function places({ result: { hosts, rounds } }: Tables): string {
  if (hosts === undefined) return "Everything ran over loopback on one machine";
  return servicesOn(rounds) === undefined
    ? "The clients were on the hosts above, and the network to them is in the figures"
    : "The clients and the services were on the hosts above, and the network between them is in the figures";
}

/** Says which network stood between the two sides, and how exact it was. */
function network({ result, summary }: Tables): string {
  const { scenario, rounds } = result;
  if (!rounds.some(({ approaches }) => approaches.some((one) => one.network)))
    return result.hosts === undefined ? ": no network delay is in the figures." : ".";
  const { roundTripMs = 0, bytesPerSecond } = scenario.network ?? {};
  const rate = bytesPerSecond === undefined ? "" : ` and ${bytes(bytesPerSecond)}/s per connection and direction`;
  const exact = summary.map((row) => {
    const [p50, p99] = [row.networkExcessDelayP50Ns, row.networkExcessDelayP99Ns].map(duration);
    return `\`${row.approach}\` ${p50} / ${p99}`;
  });
  return `, through a relay that added ${durationOfMs(roundTripMs)} of round trip${rate}, and one more to open a connection; it held bytes longer than asked by ${exact.join(", ")} (p50 / p99).`;
}

/** What plays the same schedule again: one command, unless the scenario stands in a program. */
export function howToRunAgain(result: Result): string {
  if (result.scenarioGiven !== "") return `\`\`\`sh\n${reproduceCommand(result)}\n\`\`\``;
  return `A program gave the scenario: run that program again, with \`run: { seed: ${result.seed} }\` in it.`;
}

function fleetOptions({ hosts, rounds }: Result): string[] {
  if (hosts === undefined) return [];
  const parts = rounds[0]?.hosts?.filter(({ services }) => services === undefined);
  const serviceOn = servicesOn(rounds);
  return [
    `--fleet nats://HOST --workers ${parts?.length ?? hosts.length}`,
    ...(serviceOn === undefined ? [] : [`--service-on ${serviceOn}`]),
  ];
}

function reproduceCommand(result: Result): string {
  const seeded = result.overrides.some((override) => override.startsWith("run.seed="));
  const overrides = seeded ? result.overrides : [...result.overrides, `run.seed=${result.seed}`];
  return [
    `${result.program ?? "npm run pushbench --"} bench`,
    `--scenario ${shellWord(result.scenarioGiven)}`,
    ...(result.approachesGiven ?? []).map((approach) => `--approach ${shellWord(approach)}`),
    `--approaches ${result.approaches.map(({ name, stack }) => shellWord(stack ? `stack:${stack.name}` : name)).join(",")}`,
    ...(result.quick ? ["--quick"] : []),
    ...fleetOptions(result),
    ...overrides.map((override) => `--set ${shellWord(override)}`),
  ].join(" ");
}
