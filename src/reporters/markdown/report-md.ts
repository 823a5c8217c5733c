/** report.md begins with the answer and ends with how to measure it again. It can be read on GitHub and in a terminal. */
import type { Result } from "../../result/result.js";
import { type MergedWarning, mergedWarnings } from "../merged-warnings.js";
import { RATIOS_FILE, ratiosFigure } from "../result-charts/ratios.js";
import { type Tables, tabulate } from "../tables.js";
import { bytesOnTheWire } from "./bytes-on-the-wire.js";
import { connecting } from "./connecting.js";
import { deliveries } from "./deliveries.js";
import { endingLine } from "./ending.js";
import { faults } from "./faults.js";
import { headline } from "./headline.js";
import { hosts } from "./hosts.js";
import { idleClients } from "./idle-clients.js";
import { objectives } from "./objectives.js";
import { howToRunAgain, machine, method } from "./provenance.js";
import { saturation } from "./saturation.js";
import { byRound, comparison, cost, fanOut, generatorHealth, latency } from "./sections.js";
import { severalProcesses } from "./several-processes.js";
import { unknowns } from "./unknowns.js";
import { whereTheTimeGoes } from "./where-the-time-goes.js";
import { asText, namesOr } from "./words.js";

export function markdown(played: Result): string {
  const tables = tabulate(played);
  const { result } = tables;
  const { scenario, approaches } = result;
  const unknown = unknowns(result);
  const fleet = hosts(result);
  const parts = [
    `# ${asText(scenario.title)}: ${namesOr(approaches, (names) => names.join(" / "))}`,
    headline(tables),
    endingLine(result),
    warningsLine(result),
    picture(tables),
    ...(result.rounds.length === 0 ? [] : [section("Comparison", comparison(tables))]),
    unknown && section("What is unknown, and why", unknown),
    result.warnings.length === 0
      ? undefined
      : section("Warnings", mergedWarnings(result.warnings).map(warningLine).join("\n")),
    ...(result.rounds.length === 0 ? [] : figures(tables)),
    fleet && section("Hosts", fleet),
    section("Machine", machine(result)),
    section("How it was measured", method(tables)),
    section("Run it again", howToRunAgain(result)),
    `pushbench ${result.pushbenchVersion}, ${result.startedAt}`,
  ];
  return `${parts.filter((part) => part !== undefined).join("\n\n")}\n`;
}

function picture(tables: Tables): string | undefined {
  const figure = ratiosFigure(tables);
  return figure && `![${asText(figure.title)}. ${asText(figure.finding)}](${RATIOS_FILE})`;
}

const section = (title: string, body: string): string => `## ${title}\n\n${body}`;

function figures(tables: Tables): (string | undefined)[] {
  const { result } = tables;
  const met = objectives(tables);
  const checked = saturation(tables);
  const broken = faults(tables);
  const time = whereTheTimeGoes(tables);
  const processes = severalProcesses(tables);
  const bytes = bytesOnTheWire(tables);
  const several = processes && section("Several processes", processes);
  const connected = connecting(tables);
  const connections = connected && section("Connecting", connected);
  const idle = idleClients(tables);
  const health = section("Generator health", generatorHealth(tables));
  const perRound = result.rounds.length < 2 ? undefined : section("By round", byRound(tables));
  if (idle !== undefined) return [section("What idle clients cost", idle), connections, several, health, perRound];
  return [
    met && section("Objectives", met),
    broken && section("Faults", broken),
    section("Latency", latency(tables)),
    result.scenario.flow === "ingest" ? undefined : section("Fan-out", fanOut(tables)),
    time && section("Where the time goes", time),
    section("Cost", cost(tables)),
    connections,
    several,
    bytes && section("Bytes on the wire", bytes),
    section("Deliveries", deliveries(tables)),
    checked && section("Saturation, cross-checked with autocannon", checked),
    health,
    perRound,
  ];
}

function warningsLine({ warnings }: Result): string | undefined {
  const { length } = mergedWarnings(warnings);
  return length === 0 ? undefined : `Read before using a figure: ${length} warning${length === 1 ? "" : "s"} below.`;
}

export function warningLine({ code, message, advice, approaches }: MergedWarning): string {
  const where = approaches.map((approach) => `\`${approach}\``).join(", ");
  return `- **${code}**${where && ` (${where})`}: ${asText(message)} ${asText(advice)}`;
}
