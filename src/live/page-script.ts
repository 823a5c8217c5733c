/** The script of the live page: uplot and pushbench's own, in one piece that the page's policy names by its hash. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { packageDirectory } from "../files/installed.js";

export interface PageScript {
  text: string;
  /** What uplot's elements need. */
  style: string;
  /** The only script that the page may run. */
  hash: string;
}

/** Shipped as they are written: browsers read them, and no compiler has to. Each uses what stands before it. */
const OWN = ["src/live/browser/charts.js", "src/live/browser/live.js"].map((file) => path.join(packageDirectory, file));

/** The only place that knows uplot. It is read when a page is opened. */
export function pageScript(): PageScript {
  const { resolve } = createRequire(import.meta.url);
  const style = readFileSync(resolve("uplot/dist/uPlot.min.css"), "utf8");
  const text = [resolve("uplot/dist/uPlot.iife.min.js"), ...OWN].map((file) => readFileSync(file, "utf8")).join("\n");
  return { text, style, hash: `sha256-${createHash("sha256").update(text).digest("base64")}` };
}
