/**
 * How a shell calls this program again. Everything that a reader is told to type comes from here. The name alone would not do: a
 * clone installs no program of that name, and npx would fetch whatever the public registry has under it.
 */
import path from "node:path";
import { shellWord } from "../shell-word.js";

export interface Start {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** The folder of the package that runs. */
  packageDirectory: string;
  /** The absolute path of the compiled entrance. */
  main: string;
  /** The path that was called: `main`, or the link that an installation made to it. */
  called: string;
}

export function invocation({ env, cwd, packageDirectory, main, called }: Start): string {
  if (env.npm_lifecycle_event !== undefined && env.npm_package_json === path.join(packageDirectory, "package.json")) {
    const calledFrom = env.INIT_CWD ?? packageDirectory; // npm itself changes into the package's folder
    const there = isWithin(packageDirectory, calledFrom) ? "" : ` --prefix ${shellWord(packageDirectory)}`;
    return `npm${there} run pushbench --`;
  }
  const modules = path.dirname(packageDirectory);
  // With --no, npx never fetches it where it is no longer installed. Without --, npx takes a --help or --version for its own.
  if (path.basename(modules) === "node_modules" && isWithin(path.dirname(modules), cwd)) return "npx --no -- pushbench";
  const isOnPath = (env.PATH ?? "").split(path.delimiter).includes(path.dirname(called));
  if (path.basename(called) === "pushbench" && isOnPath) return "pushbench";
  return `node ${shellWord(isWithin(cwd, main) ? path.relative(cwd, main) : main)}`;
}

function isWithin(folder: string, inner: string): boolean {
  const way = path.relative(folder, inner);
  return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
