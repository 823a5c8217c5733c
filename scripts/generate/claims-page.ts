/** docs/claims/README.md: the verdict of every claim as it was measured on one machine, and what a second run says. */
import { existsSync } from "node:fs";
import { CLAIMS_FILE } from "../../src/claims/claims-folder.js";
import { readClaimsRecord } from "../../src/claims/read-claims-record.js";
import type { ClaimRecord, ClaimsRecord, MeasureRecord } from "../../src/claims/record.js";
import { headingOf, machineOf } from "../../src/claims/report/claims-md.js";
import { comparedText, seenText } from "../../src/claims/report/words.js";
import { UNKNOWN } from "../../src/reporters/format.js";
import { asText, list } from "../../src/reporters/markdown/words.js";
import { proseTable } from "./settings-table.js";

const FIRST_RUN = "docs/claims";
/** It has claims.json alone. */
const SECOND_RUN = "docs/claims/second-run";

/** Throws PushbenchError result-not-found or result-invalid. */
export async function claimsPage(): Promise<string> {
  const runs = [await readClaimsRecord(FIRST_RUN)];
  if (existsSync(`${SECOND_RUN}/${CLAIMS_FILE}`)) runs.push(await readClaimsRecord(SECOND_RUN));
  const [first] = runs as [ClaimsRecord];
  const headings = (...names: string[]): string[] =>
    runs.flatMap((_, i) => (i === 0 ? names : names.map((name) => `${name}, second run`)));
  return `${[
    "# Every claim, measured on one machine",
    "<!-- `npm run generate` writes this page from the claims.json beside it. -->",
    opening(runs),
    proseTable(
      ["claim", "in a few words", ...headings("verdict")],
      first.claims.map((claim) => [
        `[${claim.id}](claims.md#${anchorOf(claim)})`,
        asText(claim.title),
        ...runs.map((run) => inRun(run, claim)?.verdict ?? UNKNOWN),
      ]),
    ),
    "## Every measure",
    "Each interval is of the rounds of one run. What differs from one day to the next, such as the speed that a virtual machine gets, is not in it.",
    proseTable(
      ["claim", "when", "what is compared", ...headings("seen (interval)", "so it")],
      first.claims.flatMap((claim) =>
        claim.measures.map((one, i) => [
          claim.id,
          asText(one.measure.when),
          asText(comparedText(one.measure)),
          ...runs.flatMap((run) => seenCells(inRun(run, claim)?.measures[i])),
        ]),
      ),
    ),
    "## To repeat it",
    repeating,
    "## The machine",
    machineOf(first.claims)!,
  ].join("\n\n")}\n`;
}

const opening = (runs: readonly ClaimsRecord[]): string =>
  [
    `${playedText(runs[0]!)} of [scenarios/claims](../../scenarios/claims) were played ${runs
      .map((run) => `on ${dayOf(run)}, in ${minutesOf(run)} minutes`)
      .join(", and once more ")}.`,
    "[claims.md](claims.md) has what is claimed, its sources, the bounds, and the whole report of every study of the first run.",
    "[The page about claims](../claims.md) says how a verdict is found, and what it does not say.",
  ].join(" ");

const playedText = ({ notPlayed }: ClaimsRecord): string =>
  notPlayed.length === 0 ? "All claims" : `All claims but ${list(notPlayed.map(({ id }) => id))}`;

const repeating = `\`\`\`sh
npm run pushbench -- claims        # all of them, into reports/claims
npm run pushbench -- claims H1     # one of them
\`\`\`

Other machines have other levels, and other ratios too: bounds are wide for that reason.`;

const inRun = (run: ClaimsRecord, { id }: ClaimRecord): ClaimRecord | undefined =>
  run.claims.find((one) => one.id === id);

const seenCells = (one: MeasureRecord | undefined): string[] =>
  one === undefined ? [UNKNOWN, UNKNOWN] : [asText(seenText(one)), one.outcome];

/** As GitHub makes it of the heading in claims.md. */
const anchorOf = (claim: ClaimRecord): string =>
  headingOf(claim)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");

const dayOf = ({ claims }: ClaimsRecord): string => claims.map(({ startedAt }) => startedAt.slice(0, 10)).sort()[0]!;

const minutesOf = ({ claims }: ClaimsRecord): number =>
  Math.round(claims.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
