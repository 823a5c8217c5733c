/**
 * A round on a fleet is valid only if every worker played its part to the end. Where one was lost, nothing of the round is kept, and
 * the whole of it is played once more, by fresh processes and connections: no worker ever plays a part of another.
 */
import { PushbenchError } from "../../errors.js";
import type { Round } from "../../result/result.js";
import type { BenchContext, RoundPlan } from "../context.js";
import { runRound } from "../round.js";

export async function playRoundOfFleet(context: BenchContext, plan: RoundPlan, play = runRound): Promise<Round> {
  try {
    return await play(context, plan);
  } catch (error) {
    if (context.signal.aborted) throw error;
    const isLoss = error instanceof PushbenchError && error.code === "fleet-worker-lost";
    const loss = isLoss ? error : await context.fleet?.lossBehindError();
    if (loss === undefined || context.signal.aborted) throw error;
    context.fleet?.lead.stayLong();
    return { ...(await play(context, plan)), replayedFor: loss.message };
  }
}
