/**
 * At rare events, a window opens as many connections as it would in the long run: of events at random times, e^(−rate × timeout) find
 * the connection closed. With real connections, counted by their sockets.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runBench } from "../../../src/bench/bench.js";
import { realEnvironment } from "../../../src/cli/environment.js";
import { loadScenario } from "../../../src/scenario/load.js";
import { steadyStateOf } from "../../../src/studies/sweep/steady-state.js";
import { cardOf } from "../../../src/transports/registry.js";
import { childrenOf, nobodyIsLeft, scratchFolder } from "../../end-to-end/processes.js";

const { serviceEntry: service, generatorEntry: generator } = realEnvironment();

for (const [how, timeoutSeconds, perSecond, clients, slack] of [
  // Timers of either side are coarse by up to a second.
  ["waited for", 2, 80, 160, 0.2],
  ["folded", 60, 80, 4_800, 0.02],
  ["folded, over HTTP/2", 60, 20, 1_200, 0.04],
] as const) {
  test(`timeouts of ${timeoutSeconds} s that are ${how}`, async (context) => {
    const name = how.includes("HTTP/2") ? "webhook-http2" : "webhook";
    const scenario = await loadScenario("payment", {
      directories: ["scenarios"],
      overrides: [
        ...[`approaches={${name}: }`, `approaches.${name}.senderIdleSeconds=${timeoutSeconds}`, `clients=${clients}`],
        ...[`arrivals={executor: poisson-arrival-rate, perSecond: ${perSecond}}`, "objectives={}"],
        ...["run.rounds=1", "run.warmUpSeconds=1", "run.measureSeconds=5"],
      ],
    });
    const { settle, measureSeconds, sliceSeconds } = steadyStateOf(scenario, ({ transport, config }) =>
      cardOf(transport).idleSeconds?.(config),
    );
    const before = childrenOf(process.pid);
    const { result, failure } = await runBench({
      scenario: { ...scenario, run: { ...scenario.run, measureSeconds, sliceSeconds } },
      ...{ scenarioGiven: "payment", overrides: [], quick: false, pushbenchVersion: "0", port: 0, generators: 1 },
      directory: scratchFolder(context),
      entries: { service, generator },
      signal: new AbortController().signal,
      ...(settle && { settle }),
      onlySlices: true,
    });
    await nobodyIsLeft(before);
    assert.equal(failure, undefined);
    assert.equal(settle!.fromClosed, how.startsWith("folded"));
    const { deliveries, wire } = result.rounds[0]!.approaches[0]!;
    const share = wire.connectionsOpenedDuring / deliveries.events;
    const expected = Math.exp((-perSecond / clients) * timeoutSeconds);
    const noise = 4 * Math.sqrt((expected * (1 - expected)) / deliveries.events);
    context.diagnostic(
      `${share.toFixed(3)} of ${deliveries.events} events, expected ${expected.toFixed(3)} ± ${noise.toFixed(3)}`,
    );
    assert.ok(Math.abs(share - expected) < noise + slack, `${share} of ${deliveries.events}, expected ${expected}`);
    assert.deepEqual([deliveries.lost, deliveries.rejected], [0, 0]);
  });
}
