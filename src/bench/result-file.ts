/**
 * The result file. It is opened before the first round, rewritten after each, and whole at any moment (measurement: files
 * first).
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { intoFolder } from "../files/into-folder.js";
import { makeFolders } from "../files/output-folder.js";
import { replaceFile } from "../files/replace-file.js";
import { isChartFile } from "../result/chart-files.js";
import type { Result } from "../result/result.js";
import type { RunListener } from "./run-events.js";

/**
 * A folder with one of these files holds an earlier run. In any other folder, files with the names below belong to somebody
 * else.
 */
const VERDICTS = ["result.json", "gate.json"];

/**
 * All files that are rendered from a result or a gate. They are removed when a run begins. Otherwise they would tell of another
 * run, until the new ones are written or for ever when the run is broken off.
 */
export const RENDERED = [
  ...[
    "report.md",
    "report.html",
    "ratios.svg",
    "comparison.csv",
    "summary.csv",
    "rounds.csv",
    "timeline.csv",
    "latency.hlog",
  ],
  ...["gate.json", "gate.txt", "gate.md", "gate.html", "comment.md", "annotations.txt", "junit.xml", "bencher.json"],
  ...["github-action-benchmark-smaller.json", "github-action-benchmark-bigger.json", "metrics.txt", "gate.bench"],
];

/** Reports of one result need not have the charts of another, or of another release. */
export function removeCharts(directory: string): void {
  const charts = readdirSync(directory).filter(isChartFile);
  for (const file of charts) rmSync(path.join(directory, file), { force: true });
}

/**
 * Removes everything that an earlier run wrote into the folder, and nothing in any other folder. Throws output-not-writable.
 */
export function removeEarlierRun(directory: string): void {
  intoFolder(directory, () => {
    removeRendered(directory);
    rmSync(path.join(directory, "result.json"), { force: true });
  });
}

/** Of a result that is about to change, too: what is rendered from it would tell of it as it was. */
export function removeRendered(directory: string): void {
  if (!VERDICTS.some((file) => existsSync(path.join(directory, file)))) return;
  for (const file of RENDERED) rmSync(path.join(directory, file), { force: true });
  removeCharts(directory);
}

export class ResultFile {
  readonly directory: string;
  readonly path: string;

  /** Creates the folder. Throws output-not-writable. */
  constructor(directory: string) {
    this.directory = directory;
    this.path = path.join(directory, "result.json");
    intoFolder(directory, () => makeFolders(directory));
  }

  /** The first write decides whether a run may begin; a later failure is a loss. Removes what an earlier run left here. */
  open(result: Result): void {
    intoFolder(this.directory, () => {
      removeRendered(this.directory);
      this.#replace(result);
    });
  }

  /** Writes what a run tells. Throws output-not-writable before the first round, output-lost after. */
  readonly listener: RunListener = (event) => {
    if (event.type === "run-started") this.open(event.result);
    else if (event.type === "round-finished" || event.type === "run-ended") this.write(event.result);
  };

  write(result: Result): void {
    intoFolder(this.directory, () => this.#replace(result), "output-lost");
  }

  /** Writes files that are rendered from the result beside it. */
  writeBeside(files: readonly { file: string; text: string }[]): void {
    for (const { file, text } of files)
      intoFolder(this.directory, () => replaceFile(path.join(this.directory, file), text), "output-lost");
  }

  #replace(result: Result): void {
    replaceFile(this.path, `${JSON.stringify(result, null, 1)}\n`);
  }
}
