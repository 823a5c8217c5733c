/** What a known service itself counted during its measured slices: the other side of the comparison. */
import type { Deliveries } from "../result/result.js";

const names = ["lost", "doubled", "heldBack", "bytesReceived", "bytesSent", "bodyBytes"] as const;
export type Witnessed = Record<(typeof names)[number], number>;

/** The service's counts travel among the reasons of problems. There must be no other reasons. */
export function witnessedIn({ reasons }: Deliveries): { witnessed: Witnessed; problems: number } {
  const witnessed = Object.fromEntries(names.map((name) => [name, reasons[name] ?? 0])) as Witnessed;
  const others = Object.entries(reasons).filter(([reason]) => !(names as readonly string[]).includes(reason));
  return { witnessed, problems: others.reduce((sum, [, count]) => sum + count, 0) };
}
