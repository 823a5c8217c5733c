/** Asks git. What git says when it refuses shows the reader a way out, so it is kept and never guessed. */
import { type ProgramFailed, type ProgramPlace, runProgram } from "../processes/run-program.js";

export type GitPlace = Omit<ProgramPlace, "env"> & { env?: Record<string, string> };

/**
 * Git gives these variables to the hooks that it runs, and whatever a hook starts inherits them. So a git that is started for
 * another folder would read and write the hook's repository. These are the ones that `git rev-parse --local-env-vars` lists, without
 * those that contain configuration, in which a person may have allowed a folder.
 */
const OF_A_HOOK = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_NAMESPACE",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_QUARANTINE_PATH",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];

/** The environment without what git told a hook. */
export const outsideOfHooks = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !OF_A_HOOK.includes(name)));

/** Resolves with what git printed. Rejects with ProgramFailed, or PushbenchError interrupted. */
export const git = async (argv: readonly string[], { env = {}, ...place }: GitPlace): Promise<string> =>
  (await runProgram("git", argv, { ...place, env: { ...outsideOfHooks(process.env), LC_ALL: "C", ...env } })).trim();

/** Why git gave no answer, in its own words: one line, and the advice that it gives. */
export interface GitRefusal {
  reason: string;
  advice: string | undefined;
  /** Whether there is no repository here. Only this refusal is no problem. */
  isNoRepository: boolean;
}

export function refusalOf({ message, output }: ProgramFailed): GitRefusal {
  const [first = message, ...rest] = output
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const advice = rest.join(" ");
  return {
    reason: first.replace(/^fatal: /, "").replace(/\.$/, ""),
    advice: advice === "" ? undefined : advice,
    isNoRepository: /not a git repository/.test(output),
  };
}
