/** Advice as Markdown, which a terminal shows as text. */

import { bytes, count, duration, number, ratio } from "../reporters/format.js";
import { table } from "../reporters/markdown-table.js";
import type { CostLine } from "../studies/crossover/found.js";
import {
  amounts,
  differencesText,
  interval,
  listed,
  machineText,
  quoted,
  rate,
  sourceText,
  titleOf,
} from "./advice-words.js";
import type { Advice, ApproachAdvice, ComparedCost, Used } from "./advise.js";
import { doubts } from "./choice.js";
import type { Flip, RatioAtRate } from "./flip.js";
import { meanPerSecond, type Workload } from "./workload.js";

const LOCAL = {
  ingest: "clients to the service",
  broadcast: "the service to all clients",
  relay: "clients to their room",
};

/** Without the command that measures the workload: a terminal breaks lines, and a command that is broken cannot be copied. */
export function adviceMd(advice: Advice): string {
  const { workload, approaches } = advice;
  const isKnown = approaches.length > 0;
  return [
    `# ${answerOf(advice)}`,
    `Asked for: ${workloadText(workload)}.`,
    isKnown ? reasonOf(advice) : notKnown(advice),
    isKnown ? `## What a month costs\n\n${monthTable(advice)}\n\n${monthNotes(advice)}` : "",
    isKnown ? linesList(approaches) : "",
    isKnown ? `## Where it would flip\n\n${flipText(advice)}` : "",
    isKnown ? `## How sure\n\n${sureText(advice)}` : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

export function answerOf({ choice }: Advice): string {
  switch (choice.kind) {
    case "take":
      return `Take ${choice.approach}`;
    case "cannot tell":
      return `Cannot tell: ${listed(choice.between)}`;
    case "none meets":
      return "No measured approach will do";
    case "not known":
      return "Not known";
  }
}

function workloadText({ flow, clients, recipients, perSecond, peakPerSecond, ...asked }: Workload): string {
  const peak = `, ${rate(peakPerSecond)} at the peak (${number(asked.peakHoursPerDay)} hours a day)`;
  return [
    `${LOCAL[flow]}, ${count(clients)} clients, each event to ${recipients === 1 ? "1 recipient" : `${count(recipients)} recipients`}`,
    `${rate(perSecond)}${peakPerSecond === perSecond ? "" : peak}`,
    bytes(asked.payloadBytes),
    asked.latencyP99Ms === undefined ? "no limit of the latency" : `p99 within ${number(asked.latencyP99Ms)} ms`,
    asked.lossless ? "nothing may be lost" : "events may be lost",
    asked.tls ? "encrypted" : "not encrypted",
    ...(asked.publicEndpoint ? [] : ["recipients without an address"]),
  ].join("; ");
}

function reasonOf({ choice, by, approaches }: Advice): string {
  const cost = by === "money" ? "money" : "CPU";
  const missed = approaches.filter(
    ({ ruledOut, objective }) => ruledOut !== undefined || objective.meeting === "misses",
  );
  const others = missed.length === 0 ? "" : ` ${missed.map(whyNot).join(" ")}`;
  switch (choice.kind) {
    case "take":
      return choice.because === "no other one is left"
        ? `It keeps to what is asked for, and no other measured approach is left.${others}`
        : `It keeps to what is asked for, and of those that may, it surely costs the least ${cost}.${others}`;
    case "cannot tell":
      return `Of ${listed(choice.between)}, ${doubts[choice.because]}. "Cheaper" is by ${cost}.${others}`;
    default:
      return others.trim();
  }
}

const whyNot = ({ approach, ruledOut, objective }: ApproachAdvice): string =>
  `Not \`${approach}\`: ${ruledOut ?? objective.because.join(" ")}`;

function notKnown({ costsFrom, unsound }: Advice): string {
  if (costsFrom === undefined) return "Nothing was measured with this flow of events in that folder.";
  if (costsFrom.isNear)
    return `No approach was sound in ${sourceText(costsFrom)}: ${listed(unsound)}. The generator was the limit, or others used the CPUs.`;
  return `Nothing that was measured is near. The nearest is ${sourceText(costsFrom)}: ${differencesText(costsFrom)}`;
}

function monthTable({ approaches, prices }: Advice): string {
  const shown = (["cpuHours", "wireBytes", "rssBytes", ...(prices ? ["money" as const] : [])] as const).map((what) => ({
    what,
    ...amounts[what],
  }));
  const header = [
    "approach",
    "objective",
    "p99 at the peak",
    ...shown.map(({ what, title }) => (what === "money" ? prices!.currency : title)),
  ];
  const rows = approaches.map(({ approach, ruledOut, objective, month }) => [
    `\`${approach}\``,
    ruledOut === undefined ? objective.meeting : "ruled out",
    interval(duration, objective.latencyP99Ns),
    ...shown.map(({ what, text }) => interval(text, month[what])),
  ]);
  return table(header, rows, { wordColumns: 2 });
}

function monthNotes({ deliveriesPerMonth, workload, costsFrom, prices, approaches }: Advice): string {
  const hasLines = approaches.some(({ lines }) => lines.length > 0);
  const how = hasLines
    ? "standing cost + cost per delivery, by the line through the measured rates next to these"
    : "the measured cost of a delivery times the deliveries, so what stands anyway is in it as at the measured rate";
  return [
    `A month has 730 hours and ${count(deliveriesPerMonth)} deliveries (${rate(meanPerSecond(workload))} on average). CPU and bytes are those of the service: ${how}. Memory is as it was measured, with the clients of that run.`,
    prices === undefined
      ? "Nothing is said of money, because no price list was given (`--prices`)."
      : `Money is by the list "${prices.title}" of ${prices.date}.`,
    `From ${sourceText(costsFrom!)}.`,
  ].join("\n\n");
}

function linesList(approaches: readonly ApproachAdvice[]): string {
  const items = approaches.flatMap(({ lines }) => lines.map(lineText));
  return items.length === 0 ? "" : `Cost lines of that sweep:\n\n${items.join("\n")}`;
}

function lineText({ approach, currency, connections, standing, perUnit }: CostLine): string {
  const text = currency === "cpu" ? duration : bytes;
  const side = connections === undefined ? "" : `, ${connections} connections`;
  return `- \`${approach}\`${side}: ${interval(text, standing)} a second + ${interval(text, perUnit)} per delivery`;
}

function flipText({ flip, by }: Advice): string {
  if (flip === undefined) return "There is no other approach to flip to.";
  const { approach, other, answer, ratios } = flip;
  const what = by === "money" ? "money" : "CPU";
  return [
    answerText(answer, approach, other),
    ratios.length === 0
      ? ""
      : `\`${approach}\` ÷ \`${other}\` in ${what}, at each measured rate near this workload, for its number of clients:\n\n${ratios.map(ratioLine).join("\n")}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function answerText(answer: Flip, approach: string, other: string): string {
  switch (answer.kind) {
    case "changes":
      return answer.changes
        .map(
          ({ below, above, from, to }) =>
            `Below, \`${below}\` is cheaper, and above \`${above}\`: somewhere between ${rate(from)} and ${rate(to)}.`,
        )
        .join(" ");
    case "no change":
      return `Nowhere between ${rate(answer.from)} and ${rate(answer.to)}: \`${answer.cheaper}\` is surely cheaper at every measured rate.`;
    case "undecided":
      return `It is not decided between ${rate(answer.from)} and ${rate(answer.to)}: the sweep's rounds do not tell at some of its rates.`;
    case "not known":
      return `It is not known: no sweep over rates near this workload has both \`${approach}\` and \`${other}\`. \`pushbench crossover\` plays one.`;
  }
}

const ratioLine = ({ eventsPerSecond, ratio: found, file }: RatioAtRate): string =>
  `- ${rate(eventsPerSecond)}: ${ratio(found)}${verdictOf(found)} (${file})`;

const verdictOf = ({ low, high }: ComparedCost["ratio"]): string =>
  low === undefined || high === undefined ? ", too few rounds" : low <= 1 && high >= 1 ? ", cannot tell" : "";

function sureText({ ratios, costsFrom, peaksFrom, approaches, unsound }: Advice): string {
  const compared = ratios.map(
    ({ what, approach, other, ratio: found }) =>
      `- ${amounts[what].title}, \`${approach}\` ÷ \`${other}\`: ${ratio(found)}${verdictOf(found)}`,
  );
  const objectives = approaches
    .filter(({ ruledOut, objective }) => ruledOut === undefined && objective.meeting === "cannot tell")
    .map(({ approach, objective }) => `- \`${approach}\`: ${objective.because.join(" ")}`);
  const carried = approaches.flatMap(({ approach, objective: { capacity, meeting } }) =>
    capacity === undefined
      ? []
      : [
          `- \`${approach}\` ${meeting} the objective at the peak by ${titleOf(capacity)}. ${machineText({ source: capacity })}`,
        ],
  );
  const others = peaksFrom.filter(({ source }) => source.file !== costsFrom!.source.file);
  return [
    `- Costs: ${nearText(costsFrom!)}`,
    ...others.map(
      (one) =>
        `- Objectives of ${one.approaches.map(quoted).join(", ")}, at the peak: ${sourceText(one)}. ${nearText(one)}`,
    ),
    ...(unsound.length === 0 ? [] : [`- Left out, because no round of theirs was sound: ${listed(unsound)}.`]),
    ...compared,
    ...carried,
    ...objectives,
  ].join("\n");
}

const nearText = (used: Used): string => `${differencesText(used)} ${machineText(used)}`;
