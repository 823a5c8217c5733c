/** A page under docs/ that holds figures: what stands between its markers is written by a command, the prose around it by hand. */
import { readFileSync, writeFileSync } from "node:fs";
import { PushbenchError } from "../errors.js";

const END = "<!-- measured: end -->";

/**
 * The page with what is between its markers replaced. The marker says by which command, and with which options, it was made; a
 * page may have markers of several. `command` is the npm script that measured, with the first words after it where these
 * belong to the name: "perf", "pushbench -- stacks bench --scenario chat". Throws PushbenchError usage where the page has none of it:
 * nothing may be overwritten by chance.
 */
export function betweenMarkers(page: string, command: string, text: string): string {
  const escaped = command.replaceAll(/[^\w ]/g, "\\$&");
  const begin = new RegExp(`<!-- measured: begin \\(npm run ${escaped}(?= |\\))[^)]*\\) -->`).exec(page);
  const end = begin === null ? -1 : page.indexOf(END, begin.index);
  if (begin === null || end < 0) {
    throw new PushbenchError(
      "usage",
      `the page has no markers: <!-- measured: begin (npm run ${command} …) --> … ${END}`,
      { hint: "Write both markers where the table shall stand." },
    );
  }
  return `${page.slice(0, begin.index + begin[0].length)}\n\n${text}\n\n${page.slice(end)}`;
}

/** Puts what was measured into the page of that file. Throws as `betweenMarkers` does, and where the file cannot be written. */
export function writeMeasured(file: string, command: string, text: string): void {
  writeFileSync(file, betweenMarkers(readFileSync(file, "utf8"), command, text));
}
