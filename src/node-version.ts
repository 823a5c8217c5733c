/**
 * Whether this Node can run pushbench at all. The file imports nothing and uses only old syntax, because in an older Node the
 * dependencies end with a SyntaxError while they are loaded, before any line of ours could say what is wrong.
 */

/** The version that package.json has under `engines`. */
export const OLDEST_NODE = { major: 20, minor: 19 };

/** Returns what to print, or undefined. `version` is like process.versions.node: "18.20.8". */
export function nodeTooOld(version: string, program: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) return undefined;
  return (
    `error: pushbench needs Node ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer, this is ${version} (${program}).\n` +
    `hint: Install a newer one from https://nodejs.org or with your version manager, for example: nvm install ${OLDEST_NODE.major}.\n`
  );
}
