/** A page under docs/ that holds figures: what stands between its markers is written by a command, the prose around it by hand. */
import { readFileSync, writeFileSync } from "node:fs";

/** Each page says in its marker with which command, and which options, it was made. */
const BEGIN = /<!-- measured: begin \(npm run ([a-z:-]+) [^)]*\) -->/;
const END = "<!-- measured: end -->";

/**
 * The page with what is between its markers replaced. Throws where it has none, or those of another command: nothing may be
 * overwritten by chance. `command`: the npm script that measured.
 */
export function betweenMarkers(page: string, command: string, text: string): string {
  const begin = BEGIN.exec(page);
  const end = page.indexOf(END);
  if (begin?.[1] !== command || end < begin.index) {
    throw new Error(`the page has no markers: <!-- measured: begin (npm run ${command} …) --> … ${END}`);
  }
  return `${page.slice(0, begin.index + begin[0].length)}\n\n${text}\n\n${page.slice(end)}`;
}

/** Puts what was measured into the page of that file. Throws as `betweenMarkers` does, and where the file cannot be written. */
export function writeMeasured(file: string, command: string, text: string): void {
  writeFileSync(file, betweenMarkers(readFileSync(file, "utf8"), command, text));
}
