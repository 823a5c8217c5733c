/** How the head is called in a report: the branch and commit of its repository, where it has one. */
import type { GateArm } from "../gate/report.js";
import { ProgramFailed, runProgram } from "./run-program.js";

/** Of the package in `folder`, unless that lies inside somebody else's repository. */
export async function ownVersion(folder: string, number: string, signal: AbortSignal): Promise<GateArm> {
  const git = async (...argv: string[]): Promise<string> =>
    (await runProgram("git", argv, { cwd: folder, signal })).trim();
  const unversioned = { label: `pushbench ${number}` };
  try {
    if ((await git("rev-parse", "--show-prefix")) !== "") return unversioned;
    const commit = await git("rev-parse", "HEAD");
    const branch = await git("rev-parse", "--abbrev-ref", "HEAD");
    const changes = await git("status", "--porcelain", "--untracked-files=no");
    const label = branch === "HEAD" ? "this checkout" : branch;
    return { label: changes === "" ? label : `${label} with changes`, ref: commit };
  } catch (error) {
    if (error instanceof ProgramFailed) return unversioned;
    throw error;
  }
}
