/** Contenders that do the same work take turns; each turn is a fresh process. */
import type { Conditions } from "./section.js";

/** What one turn of a contender cost. */
export interface Turn {
  /** CPU ns per operation, or bytes per connection: what is compared. */
  cost: number;
  /** What of a CPU cost was spent in the program itself: the rest is the kernel's, much the same for all who use sockets. */
  userCost?: number;
  /** Share of one core that the contender used, 0…1 (helper threads may bring it above 1), and the side that it talked to. */
  ownCore?: number;
  otherCore?: number;
  operationsPerSecond?: number;
}

export interface Contender {
  name: string;
  /** Why it cannot take part, e.g. because it is not installed. */
  missing?: string | undefined;
  /** What our cost ÷ its cost must not exceed. */
  target?: number;
  turn(): Promise<Turn>;
}

export interface ContenderTurns {
  name: string;
  target?: number | undefined;
  missing?: string | undefined;
  /** One per round; empty when it is missing. */
  turns: Turn[];
}

/** A B C A B C …: in the order given, `rounds` times. */
export async function compete(
  title: string,
  contenders: readonly Contender[],
  { rounds, say }: Pick<Conditions, "rounds" | "say">,
): Promise<ContenderTurns[]> {
  const standings = contenders.map(({ name, target, missing }) => ({ name, target, missing, turns: [] as Turn[] }));
  for (let round = 1; round <= rounds; round++) {
    for (const [i, { name, missing, turn }] of contenders.entries()) {
      if (missing !== undefined) continue;
      say(`${title}, round ${round} of ${rounds}: ${name}`);
      standings[i]!.turns.push(await turn());
    }
  }
  return standings;
}
