// Measures one question of your own and prints the answer. Reports are in the folder that it names last.
import { defineScenario, runBench } from "pushbench";

const scenario = await defineScenario({
  name: "orders",
  title: "Orders pushed to a shop",
  source: "our own access log, first Monday of the month",
  flow: "ingest",
  clients: 8,
  arrivals: { executor: "poisson-arrival-rate", perSecond: 200 },
  payload: { template: "payment", bytes: { median: 900, p95: 4_000 } },
  run: { rounds: 1, start: "cold", measureSeconds: 0.5 },
});

const { result, directory, failure } = await runBench({ scenario }).outcome;
if (failure) throw failure;
for (const { approach, deliveries } of result.rounds.flatMap(({ approaches }) => approaches))
  console.log(`${approach}: ${deliveries.delivered} of ${deliveries.expected} delivered`);
console.log(directory);
