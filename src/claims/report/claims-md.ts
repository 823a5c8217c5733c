/** claims.md: every claim with its verdict, the numbers behind it, and how to measure it again. */
import { counted } from "../../counted.js";
import { machineLines } from "../../reporters/machine-lines.js";
import { asText, asTextWithLinks, code, list } from "../../reporters/markdown/words.js";
import { table } from "../../reporters/markdown-table.js";
import type { ClaimRecord, ClaimsRecord, ReportOf } from "../record.js";
import { outcomes, type Verdict, verdicts } from "../verdict.js";
import { boundsText, comparedText, NO_EVIDENCE, sampleText, seenText, verdictText } from "./words.js";

export const TITLE = "What is claimed of pushing events, measured";

export function claimsReport(record: ClaimsRecord, reportOf: ReportOf = () => undefined): string {
  const { claims, notPlayed, pushbenchVersion, writtenAt, quick } = record;
  return `${[
    `# ${TITLE}`,
    ...(quick ? [`**${NO_EVIDENCE}**`] : []),
    summaryText(record),
    ...(claims.length === 0 ? [] : [summaryTable(claims)]),
    ...(notPlayed.length === 0
      ? []
      : [`Not played: ${list(notPlayed.map(({ id, title }) => `${id} (${asText(title)})`))}.`]),
    ...claims.map((claim) =>
      [`## ${headingOf(claim)}`, claimText(claim, record), ...reportsText(claim, reportOf)].join("\n\n"),
    ),
    "## What a verdict means",
    meaningText(),
    ...machineText(record),
    `pushbench ${pushbenchVersion}, ${writtenAt}`,
  ].join("\n\n")}\n`;
}

export const headingOf = ({ id, title }: Pick<ClaimRecord, "id" | "title">): string => `${id}: ${asText(title)}`;

export function summaryText({ claims }: Pick<ClaimsRecord, "claims">): string {
  if (claims.length === 0) return "No claim was played.";
  const parts = (Object.keys(verdicts) as Verdict[]).flatMap((verdict) => {
    const { length } = claims.filter((one) => one.verdict === verdict);
    return length === 0 ? [] : [`${length} ${verdict}`];
  });
  return `${counted(claims.length, "claim")}: ${list(parts)}.`;
}

export const summaryTable = (claims: readonly ClaimRecord[]): string =>
  table(
    ["claim", "in a few words", "verdict"],
    claims.map(({ id, title, verdict }) => [id, asText(title), verdict]),
    { wordColumns: 3 },
  );

/** The part of one claim below its heading. */
export function claimText(
  claim: ClaimRecord,
  { program, quick, workers }: Pick<ClaimsRecord, "program" | "quick" | "workers">,
): string {
  const { id, measures, source, note, studies, seconds } = claim;
  const failures = studies.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`- The study ${code(name)} did not complete: ${asText(failure.message)}`],
  );
  const players = workers === undefined ? "" : ` --fleet nats://HOST --workers ${workers}`;
  const again = `${code(`${program} claims ${id}${quick ? " --quick" : ""}${players}`)} plays it again; this took ${Math.round(seconds)} s.`;
  return [
    `**The claim.** ${asTextWithLinks(claim.claim)}`,
    `**The verdict.** ${asText(verdictText(claim))}`,
    ...(measures.length === 0 ? [] : [measuresTable(claim)]),
    ...(failures.length === 0 ? [] : [failures.join("\n")]),
    ...(note === undefined ? [] : [`**How it is measured.** ${asTextWithLinks(note)}`]),
    `**Source.** ${asTextWithLinks(source)}`,
    ...(measures.length === 0 ? [] : [again]),
  ].join("\n\n");
}

function reportsText(claim: ClaimRecord, reportOf: ReportOf): string[] {
  const links = claim.studies.flatMap((study) => {
    const path = reportOf(claim, study);
    return path === undefined ? [] : [`[${study.name}](${path})`];
  });
  return links.length === 0 ? [] : [`**Whole reports of its studies.** ${list(links)}.`];
}

const measuresTable = ({ measures }: ClaimRecord): string =>
  table(
    ["when", "what is compared", "seen (interval)", "of", "bounds", "so it"],
    measures.map((one) => [
      asText(one.measure.when),
      asText(comparedText(one.measure)),
      asText(seenText(one)),
      sampleText(one),
      boundsText(one.measure),
      one.outcome,
    ]),
    { wordColumns: 6 },
  );

export function meaningText(): string {
  const of = Object.entries(verdicts).map(([verdict, meaning]) => `- **${verdict}**: ${meaning}`);
  const each = Object.entries(outcomes).map(([outcome, meaning]) => `- ${outcome}: ${meaning}`);
  return [
    "The bounds stand in the claim's file and were there before this was played.",
    of.join("\n"),
    "Of a single measure:",
    each.join("\n"),
    "Every interval has the certainty that is told beside it, each by itself: of 20 intervals of 95 %, one is expected to miss.",
  ].join("\n\n");
}

function machineText({ claims, workers }: ClaimsRecord): string[] {
  const machine = machineOf(claims);
  if (machine === undefined) return [];
  return [
    "## Machine",
    ...(workers === undefined
      ? []
      : [
          `This is the machine of the services. The clients were played by ${counted(workers, "worker")} of a fleet: the reports of the studies say on which machines.`,
        ]),
    machine,
  ];
}

/** The machine that all claims have in common, as a list; undefined where none was measured. */
export function machineOf(claims: readonly ClaimRecord[]): string | undefined {
  const machine = claims.find((one) => one.machine !== undefined)?.machine;
  return (
    machine &&
    machineLines(machine)
      .map(([name, value]) => `- ${name}: ${asText(value)}`)
      .join("\n")
  );
}
