/** Who may find a mutant: a study of the self-test, or a file of tests. Each runs in a process of its own. */
import { execFile } from "node:child_process";

export interface Finding {
  found: boolean;
  /** The first line that is missed, or the first test that fails. */
  said: string;
}

/** Longer than any study takes with all of its attempts. */
const LIMIT_MS = 120_000;

export const isTestFile = (finder: string): boolean => finder.endsWith(".test.js");

export const titleOf = (finder: string): string =>
  isTestFile(finder) ? `test/${finder.replace(/js$/, "ts")}` : `self-test: ${finder}`;

export interface FinderSetting {
  /** A copy of the project, built. */
  root: string;
  /** Of a study, while it misses times. */
  mostAttempts: number;
  signal: AbortSignal;
}

export function runFinder(finder: string, { root, mostAttempts, signal }: FinderSetting): Promise<Finding> {
  const argv = isTestFile(finder)
    ? ["--test", "--test-reporter=tap", `dist/test/${finder}`]
    : ["dist/scripts/mutants/study-entry.js", finder, String(mostAttempts)];
  const { NODE_TEST_CONTEXT: _ours, ...env } = process.env; // a test inside a test would report to its parent, not to us
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd: root, env, signal, timeout: LIMIT_MS }, (error, stdout, stderr) => {
      const failed = /^\s*not ok \d+ - (.*)$/m.exec(stdout.replace(/^\s*not ok \d+ - .*\.test\.js$/gm, ""))?.[1];
      const missed = /^missed: (.*)$/m.exec(stdout)?.[1];
      const ended =
        stderr
          .trim()
          .split("\n")
          .find((line) => /error/i.test(line)) ?? "it ended in an error";
      resolve(error === null ? { found: false, said: "" } : { found: true, said: missed ?? failed ?? ended.trim() });
    });
  });
}
