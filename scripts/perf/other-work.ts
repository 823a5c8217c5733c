/** Whether a contender did the work that its contest is about, by what the far side has counted. */

export interface Counts {
  operations: number;
  connections: number;
  /** Of the connections, those over TLS that resumed a session. */
  resumed: number;
}

export interface WorkAsked {
  connectionsPerOperation: 0 | 1;
  /** Share of the new connections that resume a session. Absent: it does not matter. */
  resumed?: 0 | 1;
}

/** How far shares may be from what is asked. */
const TOLERANCE = 0.05;

export const countsSince = (before: Counts, now: Counts): Counts => ({
  operations: now.operations - before.operations,
  connections: now.connections - before.connections,
  resumed: now.resumed - before.resumed,
});

/** What was done in place of what was asked: a contender that keeps a connection, or a session, where it must not, does other work. */
export function otherWork(asked: WorkAsked, { operations, connections, resumed }: Counts): string | undefined {
  if (operations === 0) return "nothing arrived at the far side";
  const perOperation = connections / operations;
  if (Math.abs(perOperation - asked.connectionsPerOperation) > TOLERANCE) {
    return `${perOperation} connections per operation instead of ${asked.connectionsPerOperation}`;
  }
  if (asked.resumed !== undefined && Math.abs(resumed / connections - asked.resumed) > TOLERANCE) {
    return `${resumed} of ${connections} connections resumed a session instead of ${asked.resumed === 1 ? "all" : "none"}`;
  }
  return undefined;
}
