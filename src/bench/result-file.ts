/** The result file: opened before the first round, rewritten after each, whole at any moment (measurement: files first). */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { intoFolder } from "../files/into-folder.js";
import { makeFolders } from "../files/output-folder.js";
import { replaceFile } from "../files/replace-file.js";
import type { Result } from "../result/result.js";
import type { RunListener } from "./run-events.js";

/** By these a folder is known to hold an earlier run. In others, files of the same names are somebody else's. */
const VERDICTS = ["result.json", "gate.json"];

/**
 * All that is rendered from a result or a gate. They go when a run begins: until its own are written, and beside a run that is
 * broken off, they would tell of another one.
 */
export const RENDERED = [
  ...["report.md", "comparison.csv", "summary.csv", "rounds.csv", "timeline.csv", "latency.hlog"],
  ...["gate.json", "gate.txt", "gate.md", "comment.md", "annotations.txt", "junit.xml", "bencher.json"],
  ...["github-action-benchmark-smaller.json", "github-action-benchmark-bigger.json", "metrics.txt", "gate.bench"],
];

/** In a folder of an earlier run everything of it goes, in any other nothing. Throws output-not-writable. */
export function removeEarlierRun(directory: string): void {
  intoFolder(directory, () => {
    removeRendered(directory);
    rmSync(path.join(directory, "result.json"), { force: true });
  });
}

function removeRendered(directory: string): void {
  if (!VERDICTS.some((file) => existsSync(path.join(directory, file)))) return;
  for (const file of RENDERED) rmSync(path.join(directory, file), { force: true });
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

  /** The first write decides whether a run may begin; a later failure is a loss. What an earlier run left here goes. */
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

  /** Files rendered from the result, beside it. */
  writeBeside(files: readonly { file: string; text: string }[]): void {
    for (const { file, text } of files)
      intoFolder(this.directory, () => replaceFile(path.join(this.directory, file), text), "output-lost");
  }

  #replace(result: Result): void {
    replaceFile(this.path, `${JSON.stringify(result, null, 1)}\n`);
  }
}
