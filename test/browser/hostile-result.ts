/**
 * A result in which every text that a result file may hold freely is hostile: each is tried, and stays if the file is still read as a
 * result. So a field that is added later is hostile as well.
 */
import { parseResult } from "../../src/reporters/read-result.js";
import type { Result } from "../../src/result/result.js";
import { hostileTexts } from "./hostile-texts.js";

/** Records whose keys come from outside too. */
const OPEN_RECORDS = /\.(reasons|config|environment|packages)$/;

type Place = readonly string[];

/** Texts that were equal are still equal, because one place names what another one has. `shown` are all of them. */
export function hostileResult(result: Result): { result: Result; shown: string[] } {
  const known = new Map<string, string>();
  const hostile = (text: string): string => {
    const found = known.get(text) ?? `${text} ${hostileTexts[known.size % hostileTexts.length]}`;
    known.set(text, found);
    return found;
  };
  let bent = result;
  for (const pattern of new Set(placesOf(result).map(patternOf))) {
    const tried = replaced(bent, [], pattern, hostile) as Result;
    if (isRead(tried)) bent = tried;
  }
  return { result: bent, shown: [...known.values()] };
}

function isRead(result: Result): boolean {
  try {
    parseResult(JSON.stringify(result), "a file");
    return true;
  } catch {
    return false;
  }
}

/** All places of texts, and of what has a text as its key. Histograms are no texts. */
function placesOf(value: unknown, place: Place = []): Place[] {
  if (typeof value === "string") return value.startsWith("HISTF") ? [] : [place];
  if (typeof value !== "object" || value === null) return [];
  const isOpen = OPEN_RECORDS.test(patternOf(place));
  return Object.entries(value).flatMap(([key, one]) => [
    ...(isOpen ? [[...place, key]] : []),
    ...placesOf(one, [...place, key]),
  ]);
}

/** The same of every round, approach, reason, … */
const patternOf = (place: Place): string =>
  place.reduce((path, key) => `${path}.${/^\d+$/.test(key) || OPEN_RECORDS.test(path) ? "*" : key}`, "");

function replaced(value: unknown, place: Place, pattern: string, by: (text: string) => string): unknown {
  const here = patternOf(place);
  if (typeof value === "string") return here === pattern ? by(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one, i) => replaced(one, [...place, String(i)], pattern, by));
  const isOpen = OPEN_RECORDS.test(here);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      isOpen && pattern === `${here}.*` ? by(key) : key,
      replaced(one, [...place, key], pattern, by),
    ]),
  );
}
