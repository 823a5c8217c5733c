// Follows a run while it goes on, and ends it early when its first round has lost something.
import { runBench } from "pushbench";

const enough = new AbortController();
const run = runBench({
  scenario: "chat",
  overrides: ["clients=100", "run.rounds=3"],
  approaches: ["webhook", "websocket"],
  signal: enough.signal,
});

for await (const event of run.events) {
  if (event.type === "warning") console.warn(event.warning.message);
  if (event.type === "slice-finished") console.log(event.approach, event.phase, event.deliveriesPerSecond);
  if (event.type !== "round-finished") continue;
  const lost = event.result.rounds.at(-1)?.approaches.some(({ deliveries }) => deliveries.lost > 0);
  if (lost) enough.abort();
}

const { result, failure } = await run.outcome;
console.log(result.state, failure?.code);
