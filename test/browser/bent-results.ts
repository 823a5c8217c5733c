/** Results of every kind that a page must be able to show, from the fixture of the reporters' tests. */
import type { Result } from "../../src/result/result.js";
import {
  type Approach,
  idleResultOf,
  part,
  resultOf,
  WEBHOOK,
  WEBHOOK_NEW_CONNECTION,
  WEBSOCKET,
} from "../reporters/fixture.js";

/** Three approaches, a fault, a round that the generator limited and one that others disturbed, deliveries that are missing. */
export const troubled = (): Result =>
  resultOf(6, [WEBHOOK, WEBHOOK_NEW_CONNECTION, WEBSOCKET], (result) => {
    part(result, 2, "webhook").generator.verdict = "generator-bound";
    part(result, 3, "websocket").generator.verdict = "disturbed";
    const { deliveries } = part(result, 1, "webhook");
    Object.assign(deliveries, { delivered: deliveries.delivered - 70, lost: 40, rejected: 20, pending: 10 });
    deliveries.reasons = { "HTTP 503": 25, "connection reset": 45 };
    deliveries.losses = [{ event: "evt-00000007", recipient: 3 }];
    result.warnings = [
      {
        code: "generator-bound",
        message: "The generator was the limit in round 2.",
        advice: "Lower the rate, or give it more CPUs.",
        approach: "webhook",
        round: 2,
      },
      { code: "disturbed", message: "Other processes ran.", advice: "Stop them.", approach: "websocket", round: 3 },
    ];
    for (const { approaches } of result.rounds)
      for (const one of approaches) {
        one.recovery = {
          faults: [{ kind: "service-killed", beganNs: 0.6e9, endedNs: 1.1e9, detectNs: 2e7, recoverNs: 3e8 }],
          delivered: [1, 4, 9],
          binNs: 1e8,
        };
        one.figures = {
          stagesDeliveries: 100,
          stageLateNs: 2e6,
          stageWaitingNs: 3e6,
          stageOnItsWayNs: 60e6,
          stagesTotalNs: 65e6,
        };
      }
  });

/** A run that failed, with services of somebody's own. */
export const failed = (): Result =>
  resultOf(2, [WEBHOOK, WEBSOCKET], (result) => {
    Object.assign(result, {
      state: "failed",
      failure: { code: "service-died", message: "The service of webhook ended with 1: out of paper" },
      overrides: ["clients=20", "run.rounds=2"],
      approachesGiven: ["webhook=node my-service.js"],
    });
    result.approaches[0]!.service = { command: "node my-service.js", cwd: "/srv/mine", env: { MODE: "fast" } };
    result.approaches[1]!.service = { url: "http://127.0.0.1:8080" };
    result.warnings = [
      {
        code: "deliveries-lost",
        message: "The service said: no space left on device.",
        advice: "Look at its output.",
        approach: "webhook",
      },
    ];
  });

/** As many as look apart, each with the longest name. */
export const many = (count = 8): Result =>
  resultOf(
    2,
    Array.from(
      { length: count },
      (_, i): Approach => ({
        ...WEBHOOK,
        medianNs: 640_000 * (1 + i / 3),
        name: `approach-${i + 1}-whose-name-has-sixty-characters-in-all-as-allowed-`.padEnd(60, "x").slice(0, 60),
      }),
    ),
  );

/** No approach has delivered anything, though each was asked to. */
export const silent = (): Result =>
  resultOf(6, [WEBHOOK, WEBSOCKET], ({ rounds }) => {
    for (const { approaches } of rounds) {
      const one = approaches[0]!;
      Object.assign(one.deliveries, { delivered: 0, acked: 0, lost: one.deliveries.expected });
      Object.assign(one, {
        latency: {},
        timeline: one.timeline.map(({ second, events }) => ({ second, events, delivered: 0 })),
      });
    }
  });

/** Two hosts of which one was disturbed, and whose clocks are known within bounds. */
export const ofFleet = (): Result =>
  resultOf(6, [WEBHOOK, WEBSOCKET], (result) => {
    const host = { cpuModel: "A CPU with a name of some length", cpuCount: 8, memoryBytes: 2 ** 34 };
    const system = { operatingSystem: "Linux", node: "v20.19.0" };
    result.scenario.flow = "ingest";
    result.hosts = ["a", "b"].map((worker) => ({ worker, host: `${worker}.example`, ...host, ...system }));
    const shares = { busyRatio: 0.5, foreignRatio: 0.02, stealRatio: 0 };
    for (const { number, ...round } of result.rounds) {
      Object.assign(result.rounds[number - 1]!, {
        hosts: ["a", "b"].map((worker, i) => ({ worker, clients: 100, clockBoundNs: 12_345 * (i + number) })),
      });
      for (const one of round.approaches)
        one.hostCpus = [
          { worker: "a", ...shares },
          { worker: "b", ...shares, foreignRatio: number === 2 ? 0.4 : 0.01, pressureRatio: 0.1 },
        ];
    }
    const disturbed = { verdict: "disturbed", verdictReason: "foreign-cpu", verdictWorker: "b" } as const;
    Object.assign(part(result, 2, "webhook").generator, disturbed);
  });

export const bentResults: Record<string, () => Result> = {
  troubled,
  failed,
  "eight approaches": many,
  "one approach": () => resultOf(6, [WEBHOOK]),
  "an approach without deliveries": silent,
  "a quick run": () => resultOf(1, undefined, (result) => Object.assign(result, { quick: true })),
  "no round": () => resultOf(0),
  idle: () => idleResultOf(),
  "a fleet": ofFleet,
};
