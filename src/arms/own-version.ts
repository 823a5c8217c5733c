/** The name of the head in a report: the branch and the commit of its repository, where it has one. */
import type { GateArm } from "../gate/gate-report.js";
import { ProgramFailed } from "../processes/run-program.js";
import { git as askGit, refusalOf } from "./git.js";

export interface OwnPlace {
  signal: AbortSignal;
  /** It is told why the commit is unknown, where it could have been known. */
  say: (sentence: string) => void;
}

/**
 * The version of the package in `folder`, at the top of its repository or below it, unless the repository is somebody else's.
 */
export async function ownVersion(folder: string, number: string, { signal, say }: OwnPlace): Promise<GateArm> {
  const git = (...argv: string[]): Promise<string> => askGit(argv, { cwd: folder, signal });
  const unversioned = { label: `pushbench ${number}` };
  try {
    if ((await git("rev-parse", "--show-prefix")) !== "" && !(await isTracked(git))) return unversioned;
    const commit = await git("rev-parse", "HEAD");
    const branch = await git("rev-parse", "--abbrev-ref", "HEAD");
    const changes = await git("status", "--porcelain", "--untracked-files=no", "--", ".");
    const label = branch === "HEAD" ? "this checkout" : branch;
    return { label: changes === "" ? label : `${label} with changes`, ref: commit };
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    const { reason, isNoRepository } = refusalOf(error);
    if (!isNoRepository) say(`The commit of this version is not known: git says "${reason}".`);
    return unversioned;
  }
}

/** Whether a folder below the top of a repository is part of it, and not only installed there. */
const isTracked = (git: (...argv: string[]) => Promise<string>): Promise<boolean> =>
  git("ls-files", "--error-unmatch", "package.json").then(
    () => true,
    (error: unknown) => {
      if (error instanceof ProgramFailed) return false;
      throw error;
    },
  );
