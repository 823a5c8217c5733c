/**
 * Puts the base beside the head: a git ref's files go to a temporary folder and are installed and built there. The repository is
 * only read: none of its worktrees, branches and indexes changes.
 */
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { scratchFolder } from "../files/scratch-folder.js";
import { didYouMean } from "../nearest.js";
import { ProgramFailed } from "../processes/run-program.js";
import { type BuildRequest, buildBase, failing, upFrom } from "./base-build.js";
import { git, refusalOf } from "./git.js";
import { numberIn, type Version, versionIn } from "./version.js";

export interface Base extends Version {
  /** Removes what was put on disk for the base. It may be called again. */
  remove(): void;
}

export interface BaseRequest extends BuildRequest {
  /** A git ref, or a folder. */
  against: string;
  /** The folder at which paths start. It lies inside the repository. */
  cwd: string;
}

/** Throws PushbenchError usage, base-not-found, base-not-built or interrupted; then nothing stays on disk. */
export async function prepareBase(request: BaseRequest): Promise<Base> {
  const { against, cwd } = request;
  // "" would be the current folder, and the head would be compared with itself.
  if (against.trim() === "") throw new PushbenchError("usage", "The base is empty: name a ref or a folder.");
  const folder = path.resolve(cwd, against);
  const isFolder = existsSync(path.join(folder, "package.json"));
  if (isFolder && (isPath(against) || (await commitOf(request)) === undefined)) {
    return { ...versionIn(folder, against), remove: () => {} };
  }
  const repository = await repositoryOf(request);
  const commit = await commitOf(request);
  if (commit === undefined) throw await unknownRef(request);
  const { path: checkout, remove } = scratchFolder("base");
  try {
    const source = path.join(checkout, "source");
    request.say(`Base ${against} (${commit.slice(0, 12)}): checked out into ${source}.`);
    await exportTree(repository.top, commit, checkout, request);
    const found = packageIn(source, repository.places);
    if (found === undefined) throw noPackage(against, repository.places);
    await buildBase(found, source, request);
    return { ...versionIn(found, against, commit), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Whether it is written in a way that no ref can be. */
const isPath = (against: string): boolean => path.isAbsolute(against) || /^\.{1,2}([\\/]|$)/.test(against);

interface Repository {
  top: string;
  /** The places below the top where pushbench may lie. In a monorepo it has a folder of its own. */
  places: string[];
}

async function repositoryOf(request: BaseRequest): Promise<Repository> {
  const { against, cwd, packageDirectory } = request;
  try {
    const top = await git(["rev-parse", "--show-toplevel"], request);
    const below = (folder: string): string => path.relative(realpathSync(top), realpathSync(folder));
    const places = [below(cwd), below(packageDirectory)].filter((place) => !place.startsWith(".."));
    return { top, places: [...new Set(places)] };
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    const { reason, advice, isNoRepository } = refusalOf(error);
    const why = isNoRepository ? "no git repository here" : `git gives no ref: ${reason}`;
    const usual = "Run it inside the repository of pushbench, or give the folder of a built or installed version.";
    throw new PushbenchError("base-not-found", `There is no folder ${against}, and ${why}.`, {
      hint: isNoRepository || advice === undefined ? usual : `git says: ${advice}`,
      cause: error,
    });
  }
}

/** The answer is undefined when the ref names no commit. A ref is never taken for an option, whatever it begins with. */
async function commitOf(request: BaseRequest): Promise<string | undefined> {
  const argv = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${request.against}^{commit}`];
  try {
    return await git(argv, request);
  } catch (error) {
    if (error instanceof ProgramFailed) return undefined;
    throw error;
  }
}

async function unknownRef(request: BaseRequest): Promise<PushbenchError> {
  const refs = (await git(["for-each-ref", "--format=%(refname:short)"], request)).split("\n").filter(Boolean);
  const isShallow = (await git(["rev-parse", "--is-shallow-repository"], request)) === "true";
  const shown = refs.slice(0, SHOWN_REFS).join(", ");
  const more = refs.length > SHOWN_REFS ? `, and ${refs.length - SHOWN_REFS} more` : "";
  const known = refs.length === 0 ? "No branch or tag is here yet." : `Branches and tags: ${shown}${more}.`;
  return new PushbenchError(
    "base-not-found",
    `There is no ref and no folder ${request.against}.${didYouMean(request.against, refs)}`,
    {
      hint: isShallow
        ? `${known} This clone is shallow, it has only the newest commits: git fetch --unshallow, or fetch-depth 0 in CI.`
        : known,
    },
  );
}

const SHOWN_REFS = 12;

/** Exports with an index of its own beside the files, so that the repository's index stays as it is. */
async function exportTree(
  repository: string,
  commit: string,
  checkout: string,
  { signal }: BaseRequest,
): Promise<void> {
  const source = path.join(checkout, "source");
  mkdirSync(source);
  const place = { cwd: repository, signal, env: { GIT_INDEX_FILE: path.join(checkout, "index") } };
  await failing("checked out", async () => {
    await git(["read-tree", commit], place);
    await git(["checkout-index", "--all", `--prefix=${source}${path.sep}`], place);
  });
}

/** The nearest folder at or above one of the places that holds pushbench. */
function packageIn(source: string, places: readonly string[]): string | undefined {
  const folders = places.flatMap((place) => [...upFrom(path.join(source, place), source)]);
  return folders.find((folder) => numberIn(folder) !== undefined);
}

function noPackage(against: string, places: readonly string[]): PushbenchError {
  const below = places.filter((place) => place !== "").map((place) => `, nor in or above ${place}`);
  return new PushbenchError(
    "base-not-found",
    `${against} is no version of pushbench: at the top of the repository its package.json says otherwise${below.join("")}.`,
    {
      hint: "--against takes a git ref of pushbench's own repository, or the folder of a built or installed version. For a service of your own there are --base-command and --head-command.",
    },
  );
}
