/** Why tests in a browser are left out: never in CI, where a Chromium that is missing would hide whatever breaks. */
import { whereChromium } from "../../scripts/where-chromium.js";

export const chromium = whereChromium();

export const skip = "missing" in chromium ? skippedBecause(chromium.missing) : false;

/** Throws in CI. */
export function skippedBecause(missing: string, { CI }: { CI?: string | undefined } = process.env): string {
  if (CI === "true") throw new Error(`Tests in a browser must run in CI, and ${missing}`);
  return missing;
}
