/**
 * Which tests share a process: to start one for each file, and to load and warm the code again, costs more than most tests
 * themselves. A test belongs to the longest folder here that it lies below, and `""` has all others. `npm run unit` gives
 * the files of test/together to the runner, one for each of these processes.
 */
export const SHARED = {
  code: [""],
  programs: ["fleet", "processes", "services", "stacks"],
  reports: ["gate", "live", "reporters", "statistics", "studies"],
  runs: ["end-to-end", "library"],
  sockets: ["conformance", "network", "tls", "transports"],
  webhooks: ["transports/webhook"],
} as const satisfies Record<string, readonly string[]>;

export type SharedProcess = keyof typeof SHARED;

/** Each file has a process of its own: its tests look at what that process uses, or has open. */
export const ALONE = ["generators/pacing", "machine", "selftest/tap"];

/** These are run one at a time: after all others, or by `npm run test:long`. */
export const ONE_BY_ONE = ["long", "measured"];

const folders = [...Object.values(SHARED).flat(), ...ALONE, ...ONE_BY_ONE];

/** @param file From test/, with slashes: `tls/failure.test.ts`. */
export const folderOf = (file: string): string =>
  folders
    .filter((folder) => folder === "" || file.startsWith(`${folder}/`))
    .reduce((longest, folder) => (folder.length > longest.length ? folder : longest));
