/**
 * What is done once this process is gone, for whatever reason: even after SIGKILL, or when the system kills for memory, somebody is
 * left to do it. A shell waits for the end of a pipe whose other end only this process has. It costs nothing while it waits, and it
 * has a session of its own, so that whatever ends this process's group does not reach it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { shellWord } from "./shell-word.js";

/** The last whole line counts. Half a line is no will. */
const EXECUTOR = 'while IFS= read -r line; do will=$line; done; eval "$will"';
/** Processes whose parent is gone end by themselves. Those that cannot are killed after this time. */
const GRACE_SECONDS = 1;

/**
 * In the environment of every process that we start. Between its start and the moment in which we write down its group it can be
 * stopped while we are killed: then this tells whose it is.
 */
export const OWNER = { PUSHBENCH_OWNER: randomUUID() };

/** How a keeper continues the mark for what it starts, so that each of a run's own services is told from the others. */
export const keptOwner = (owner: string, keeper: number): string => `${owner}/${keeper}`;
export const ownerMark = (owner: string, keeper: number): string => `PUSHBENCH_OWNER=${keptOwner(owner, keeper)}`;

const groups = new Set<number>();
/** Processes that are being started. */
const starts = new Set<symbol>();
const folders = new Set<string>();
let executor: ChildProcess | undefined;

/**
 * Once this process is gone, the processes of a group are woken if they stand still, and ended. The returned function cancels
 * that.
 */
export function endGroupAfterUs(pgid: number): () => void {
  return bequeath(groups, pgid);
}

/** To be called before a process with OWNER in its environment is started. The returned function says that its group is known. */
export function expectProcess(): () => void {
  return bequeath(starts, Symbol());
}

/** Once this process is gone, a folder is removed with everything in it. The returned function cancels that. */
export function removeFolderAfterUs(folder: string): () => void {
  if (/[\n\0]/.test(folder)) return () => {}; // no line can name such a folder
  return bequeath(folders, folder);
}

function bequeath<T>(clauses: Set<T>, clause: T): () => void {
  clauses.add(clause);
  update();
  return () => {
    if (clauses.delete(clause)) update();
  };
}

function update(): void {
  if (groups.size + starts.size + folders.size === 0) {
    executor?.kill("SIGKILL"); // there is nothing to do, so the shell need not stay
    executor = undefined;
    return;
  }
  executor ??= start();
  executor.stdin?.write(`${will()}\n`);
}

export function will(): string {
  const ids = [...groups].map((pgid) => `-${pgid}`).join(" ");
  const ending = `kill -s CONT -- ${ids}; sleep ${GRACE_SECONDS}; kill -s KILL -- ${ids}`;
  const [[name, value]] = Object.entries(OWNER) as [[string, string]];
  const owned = `$(grep -lsz ^${name}=${value} /proc/[0-9]*/environ)`;
  const endingOwned = `for at in ${owned}; do at=\${at#/proc/}; kill -s KILL "\${at%/environ}"; done`;
  const removing = `rm -rf -- ${[...folders].map(shellWord).join(" ")}`;
  const processes = groups.size + starts.size > 0;
  return [
    ...(groups.size > 0 ? [ending] : []),
    ...(processes ? [endingOwned] : []),
    ...(folders.size > 0 ? [removing] : []),
  ].join("; ");
}

function start(): ChildProcess {
  const shell = spawn("/bin/sh", ["-c", EXECUTOR], { cwd: "/", stdio: ["pipe", "ignore", "ignore"], detached: true });
  shell.on("error", () => {}); // without a shell, the processes themselves do what they can
  shell.stdin?.on("error", () => {});
  shell.unref();
  (shell.stdin as unknown as { unref(): void } | null)?.unref();
  return shell;
}
