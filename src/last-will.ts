/**
 * What is done once this process is gone, in whatever way: even SIGKILL, or the system's hunt for memory, leaves somebody to do it.
 * A shell waits for the end of a pipe whose other end only this process holds. It costs nothing while it waits, and it is a
 * session of its own, so that what ends this process's group does not reach it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { shellWord } from "./shell-word.js";

/** The last whole line stands; a half one is no will. */
const EXECUTOR = 'while IFS= read -r line; do will=$line; done; eval "$will"';
/** Processes whose parent is gone end by themselves, in their own way; those that cannot are killed after this. */
const GRACE_SECONDS = 1;

const groups = new Set<number>();
const folders = new Set<string>();
let executor: ChildProcess | undefined;

/** The processes of a group are woken, if they stand still, and ended. The returned function takes it back. */
export function endGroupAfterUs(pgid: number): () => void {
  return bequeath(groups, pgid);
}

/** A folder is removed with all that is in it. The returned function takes it back. */
export function removeFolderAfterUs(folder: string): () => void {
  if (/[\n\0]/.test(folder)) return () => {}; // no line of a will can name it
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
  if (groups.size + folders.size === 0) {
    executor?.kill("SIGKILL"); // nothing to do, so nobody stays for it
    executor = undefined;
    return;
  }
  executor ??= start();
  executor.stdin?.write(`${will()}\n`);
}

export function will(): string {
  const ids = [...groups].map((pgid) => `-${pgid}`).join(" ");
  const ending = `kill -s CONT -- ${ids}; sleep ${GRACE_SECONDS}; kill -s KILL -- ${ids}`;
  const removing = `rm -rf -- ${[...folders].map(shellWord).join(" ")}`;
  return [...(groups.size > 0 ? [ending] : []), ...(folders.size > 0 ? [removing] : [])].join("; ");
}

function start(): ChildProcess {
  const shell = spawn("/bin/sh", ["-c", EXECUTOR], { cwd: "/", stdio: ["pipe", "ignore", "ignore"], detached: true });
  shell.on("error", () => {}); // without a shell what can be done is done by the processes themselves
  shell.stdin?.on("error", () => {});
  shell.unref();
  (shell.stdin as unknown as { unref(): void } | null)?.unref();
  return shell;
}
