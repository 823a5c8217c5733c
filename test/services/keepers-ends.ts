/** Programs that a keeper starts, and ways in which their keeper may end: of no program anything stays. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { isAlive, until } from "../end-to-end/processes.js";
import { CALL_MS, type Keeper, keeperOf, receiver, request, started } from "./keeper.js";

const ends = {
  stop: (worker: Keeper["worker"]) => worker.stop(),
  kill: (worker: Keeper["worker"]) => worker.kill(),
  "SIGKILL of the keeper": async ({ pid }: Keeper["worker"]) => void process.kill(pid, "SIGKILL"),
  "SIGTERM to the keeper": async ({ pid }: Keeper["worker"]) => void process.kill(pid, "SIGTERM"),
};
export type KeeperEnd = keyof typeof ends;

const everyEnd = Object.keys(ends) as KeeperEnd[];
/** A killed keeper ends nobody. What has left its group is ended by the bench, at the end of the round. */
const whileKeeperLives = ["stop", "SIGTERM to the keeper"] as const;

export const programs = {
  "an ordinary program": { command: receiver(), by: everyEnd },
  "a program that ignores SIGTERM": { command: receiver("ignores-sigterm"), by: everyEnd },
  "a program beside another in the background": { command: `sleep 60 & ${receiver()}; true`, by: everyEnd },
  "a program in a session of its own": { command: `setsid ${receiver()} & wait`, by: whileKeeperLives },
  "a daemon": { command: `setsid --fork ${receiver()}`, by: whileKeeperLives },
  "a daemon that ignores SIGTERM": {
    command: `(setsid ${receiver("ignores-sigterm")} &) ; exit 0`,
    by: whileKeeperLives,
  },
} as const satisfies Record<string, { command: string; by: readonly KeeperEnd[] }>;

export async function assertNothingStays(
  context: TestContext,
  what: keyof typeof programs,
  end: KeeperEnd,
): Promise<void> {
  const { worker, group } = keeperOf(context, started(programs[what].command));
  await worker.call("start", request, CALL_MS);
  const members = [...group.find()];
  assert.ok(members.length >= 1);
  await ends[end](worker);
  await until(`${what} is gone after ${end}`, () => ![...members, worker.pid].some(isAlive), 5_000);
}
