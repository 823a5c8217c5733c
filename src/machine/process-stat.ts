/** What Linux tells about a process in /proc/<pid>/stat. Sandboxes and other systems may not have it. */
import { NS_PER_SECOND } from "../units.js";

/** The kernel counts for user space in hundredths of a second, whatever its own clock. */
export const NS_PER_TICK = NS_PER_SECOND / 100;

export interface ProcessStat {
  /** "Z" means that it has ended and its parent has not asked how. */
  state: string;
  parent: number;
  session: number;
  /** User and system CPU of all its threads, ended ones included, in steps of 10 ms. */
  cpuNs: number;
  /** The same for its children that have ended and for which it waited. */
  endedChildrenCpuNs: number;
}

/** Reads "pid (name) state …". The name may contain blanks and brackets, so the fields are counted from its end. */
export function parseProcessStat(text: string): ProcessStat {
  const columns = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent, , session] = columns.slice(1, 4).map(Number);
  const [user, system, childrenUser, childrenSystem] = columns.slice(11, 15).map(Number);
  return {
    state: columns[0]!,
    parent: parent!,
    session: session!,
    cpuNs: (user! + system!) * NS_PER_TICK,
    endedChildrenCpuNs: (childrenUser! + childrenSystem!) * NS_PER_TICK,
  };
}
