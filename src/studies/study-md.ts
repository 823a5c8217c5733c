/** What the Markdown and the page of every study have. */
import { machineLines } from "../reporters/machine-lines.js";
import { asText } from "../reporters/markdown/words.js";
import { shellWord } from "../shell-word.js";
import type { StudyRecord } from "./study-record.js";

/** Undefined without a body, so that no title stands alone. */
export const section = (title: string, body: string | undefined): string | undefined =>
  body === undefined || body === "" ? undefined : `## ${title}\n\n${body}`;

/** Why a study is not complete, and how to go on; undefined where it is. `directory` is where it lies. */
export function ending({ study, state, failure, program }: StudyRecord, directory: string): string | undefined {
  if (state === "complete") return undefined;
  const why = failure === undefined ? "" : ` ${asText(failure.message)}`;
  return `The study is not complete (${state}).${why} What was played is kept; to go on: \`${program} ${study} --resume ${shellWord(directory)}\``;
}

/** On which machine it was played, as a list; undefined before the first bench. */
export const machineOf = ({ machine }: Pick<StudyRecord, "machine">): string | undefined =>
  machine &&
  machineLines(machine)
    .map(([name, value]) => `- ${name}: ${asText(value)}`)
    .join("\n");

/** With which release, and when. */
export const releaseOf = ({ pushbenchVersion, startedAt }: StudyRecord): string =>
  `pushbench ${pushbenchVersion}, ${startedAt}`;

export const provenance = (record: StudyRecord): (string | undefined)[] => [
  section("Machine", machineOf(record)),
  releaseOf(record),
];
