/**
 * The base beside the head: a git ref's files in a temporary folder, installed and built there. The repository is only
 * read: no worktree, no branch, no index of its own changes.
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { didYouMean } from "../scenario/nearest.js";
import { scratchFolder } from "../scratch-folder.js";
import { ProgramFailed, runProgram } from "./run-program.js";
import { numberIn, type Version, versionIn } from "./version.js";

export interface Base extends Version {
  /** Removes what was put on disk for it. May be called again. */
  remove(): void;
}

export interface BaseRequest {
  /** A git ref, or a folder. */
  against: string;
  /** Where paths start, and inside the repository. */
  cwd: string;
  /** The head: its packages are used again where the lock files are equal. */
  packageDirectory: string;
  signal: AbortSignal;
  /** Told what is done, a sentence each. */
  say: (sentence: string) => void;
}

/** Throws PushbenchError base-not-found, base-not-built or interrupted; then nothing stays on disk. */
export async function prepareBase(request: BaseRequest): Promise<Base> {
  const folder = path.resolve(request.cwd, request.against);
  const isFolder = existsSync(path.join(folder, "package.json"));
  if (isFolder && (isPath(request.against) || (await commitOf(request)) === undefined)) {
    return { ...versionIn(folder, request.against), remove: () => {} };
  }
  const repository = await repositoryOf(request);
  const commit = await commitOf(request);
  if (commit === undefined) throw await unknownRef(request);
  const { path: checkout, remove } = scratchFolder("base");
  try {
    const source = path.join(checkout, "source");
    request.say(`Base ${request.against} (${commit.slice(0, 12)}): checked out into ${source}.`);
    await exportTree(repository, commit, checkout, request);
    if (numberIn(source) !== undefined) await build(source, request);
    return { ...versionIn(source, request.against, commit), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Written so that it cannot be meant as a ref. */
const isPath = (against: string): boolean => path.isAbsolute(against) || /^\.{1,2}([\\/]|$)/.test(against);

const git = (argv: string[], { cwd, signal }: Pick<BaseRequest, "cwd" | "signal">, env?: Record<string, string>) =>
  runProgram("git", argv, { cwd, signal, ...(env && { env }) });

async function repositoryOf(request: BaseRequest): Promise<string> {
  try {
    return (await git(["rev-parse", "--show-toplevel"], request)).trim();
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    throw new PushbenchError("base-not-found", `There is no folder ${request.against}, and no git repository here.`, {
      hint: "Run it inside the repository of pushbench, or give the folder of a built or installed version.",
      cause: error,
    });
  }
}

/** Undefined when it names no commit. Never taken for an option, whatever it begins with. */
async function commitOf(request: BaseRequest): Promise<string | undefined> {
  const argv = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${request.against}^{commit}`];
  try {
    return (await git(argv, request)).trim();
  } catch (error) {
    if (error instanceof ProgramFailed) return undefined;
    throw error;
  }
}

async function unknownRef(request: BaseRequest): Promise<PushbenchError> {
  const refs = (await git(["for-each-ref", "--format=%(refname:short)"], request)).split("\n").filter(Boolean);
  const shown = refs.slice(0, SHOWN_REFS).join(", ");
  const more = refs.length > SHOWN_REFS ? `, and ${refs.length - SHOWN_REFS} more` : "";
  return new PushbenchError(
    "base-not-found",
    `There is no ref and no folder ${request.against}.${didYouMean(request.against, refs)}`,
    {
      hint:
        refs.length === 0
          ? "The repository has no commits yet."
          : `Branches and tags: ${shown}${more}. A shallow clone has few: git fetch --unshallow.`,
    },
  );
}

const SHOWN_REFS = 12;

/** By an index of its own, beside the files: the repository's stays as it is. */
async function exportTree(
  repository: string,
  commit: string,
  checkout: string,
  { signal }: BaseRequest,
): Promise<void> {
  const source = path.join(checkout, "source");
  mkdirSync(source);
  const place = { cwd: repository, signal };
  const env = { GIT_INDEX_FILE: path.join(checkout, "index") };
  await failing("checked out", async () => {
    await git(["read-tree", commit], place, env);
    await git(["checkout-index", "--all", `--prefix=${source}${path.sep}`], place, env);
  });
}

async function build(source: string, { packageDirectory, signal, say }: BaseRequest): Promise<void> {
  const place = { cwd: source, signal };
  const packages = path.join(packageDirectory, "node_modules");
  if (existsSync(packages) && isEqual(path.join(source, LOCK), path.join(packageDirectory, LOCK))) {
    say("Lock files are equal: the base uses the packages of this version.");
    symlinkSync(packages, path.join(source, "node_modules"), "dir");
  } else {
    say("Lock files differ: installing the base's packages (npm ci).");
    await failing("installed", () => runProgram("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], place));
  }
  say("Building the base.");
  await failing("built", () => runProgram("npm", ["run", "--silent", "build"], place));
}

const LOCK = "package-lock.json";

function isEqual(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && readFileSync(one).equals(readFileSync(other));
}

async function failing(step: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    throw new PushbenchError("base-not-built", `The base could not be ${step}: ${error.message}.`, {
      hint: error.output === "" ? "Is the program installed?" : `It said: ${error.output}`,
      cause: error,
    });
  }
}
