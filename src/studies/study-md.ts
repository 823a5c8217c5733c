/** What the Markdown of every study has. */
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

/** On which machine it was played, with which release, and when. */
export function provenance({ machine, pushbenchVersion, startedAt }: StudyRecord): (string | undefined)[] {
  const lines = machine && machineLines(machine).map(([name, value]) => `- ${name}: ${asText(value)}`);
  return [section("Machine", lines?.join("\n")), `pushbench ${pushbenchVersion}, ${startedAt}`];
}
