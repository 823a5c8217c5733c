/**
 * Which processes belong together, read from /proc, for programs that cannot report anything themselves: what a keeper started, or a
 * process with its children.
 */
import { readdirSync, readFileSync } from "node:fs";
import { ownerMark } from "../last-will.js";
import { MeasuredProcesses, statOf } from "./measured-processes.js";
import type { ProcessStat } from "./process-stat.js";

/** Whether this system tells what is asked here about processes. */
export function canReadGroups(): boolean {
  return statOf(process.pid) !== undefined;
}

/**
 * The pids of the leaders' groups without the leaders, and without ended processes for which nobody waited. A leader has a session
 * of its own. Its members are found by that session, by their parents if they left the session, and by the owner's mark in their
 * environment if their parents have ended as well.
 */
export function groupMembers(leaders: ReadonlySet<number>, owner?: string): number[] {
  const all = allProcesses();
  const marks = owner === undefined ? [] : [...leaders].map((leader) => ownerMark(owner, leader));
  const known = new Map<number, boolean>();
  const belongs = (pid: number): boolean => {
    const before = known.get(pid);
    if (before !== undefined) return before;
    const stat = all.get(pid);
    if (stat === undefined) return false;
    const found = leaders.has(stat.session) || leaders.has(stat.parent) || belongs(stat.parent) || isMarked(pid, marks);
    known.set(pid, found);
    return found;
  };
  return [...all].filter(([pid, { state }]) => state !== "Z" && !leaders.has(pid) && belongs(pid)).map(([pid]) => pid);
}

/** The process itself and all that descend from it. */
export function processTree(root: number): number[] {
  const all = allProcesses();
  const belongs = (pid: number): boolean => {
    if (pid === root) return all.has(root);
    const stat = all.get(pid);
    return stat !== undefined && belongs(stat.parent);
  };
  return [...all].filter(([pid, { state }]) => state !== "Z" && belongs(pid)).map(([pid]) => pid);
}

/** What a keeper started. The keeper itself is not counted, because it is part of the harness. */
export class ProcessGroup extends MeasuredProcesses {
  constructor(leader: number, owner?: string) {
    super(() => groupMembers(new Set([leader]), owner));
  }
}

/** A process that somebody else started, with its children. */
export class ProcessTree extends MeasuredProcesses {
  constructor(root: number) {
    super(() => processTree(root));
  }
}

function allProcesses(): Map<number, ProcessStat> {
  const all = new Map<number, ProcessStat>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? statOf(pid) : undefined;
    if (stat) all.set(pid, stat);
  }
  return all;
}

function isMarked(pid: number, marks: readonly string[]): boolean {
  if (marks.length === 0) return false;
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    return marks.some((mark) => environment.includes(mark));
  } catch {
    return false; // it has ended, or is another user's
  }
}
