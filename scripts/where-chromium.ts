/** Where Chromium is: what the variable CHROMIUM names, else the first of the usual places. */
import { existsSync } from "node:fs";

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export type Chromium = { path: string } | { missing: string };

export function whereChromium(
  { CHROMIUM: named }: Readonly<Record<string, string | undefined>> = process.env,
  exists: (path: string) => boolean = existsSync,
): Chromium {
  if (named) return exists(named) ? { path: named } : { missing: `CHROMIUM names ${named}, and there is no such file` };
  const path = USUAL_PLACES.find(exists);
  if (path !== undefined) return { path };
  return { missing: "there is no Chromium: install Debian's package chromium, or let CHROMIUM name its program" };
}
