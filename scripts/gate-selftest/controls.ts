/** What must never be a regression: arms one after the other, a machine that others keep busy. And what must never pass. */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { armOf } from "../../src/arms/arms.js";
import { play, playGate } from "../../src/arms/play.js";
import { exitCodes, PushbenchError } from "../../src/errors.js";
import { decide } from "../../src/gate/decide.js";
import { gateRounds } from "../../src/gate/figures.js";
import type { GateVerdict } from "../../src/gate/gate-report.js";
import { FIRST_LOOK_ROUNDS } from "../../src/gate/looks.js";
import { transportFacts } from "../../src/transports/registry.js";
import type { GateOutcomes } from "./gate-outcomes.js";
import { type LiveSetting, withRequest } from "./live.js";
import { cpuHog, dyingService, variants } from "./variants.js";

/** What there is to find, so that a gate that should not decide is tempted. */
const tempting = variants["cpu+20%"];

const BREAKS_OFF = `exit code ${exitCodes.failed}`;

export interface ControlRow extends GateOutcomes {
  /** What it must be. */
  wanted: string;
  met: boolean;
}

/** One approach and one look are enough, for nothing is to be found. */
export async function controlRows(live: LiveSetting, say: (sentence: string) => void): Promise<ControlRow[]> {
  const setting = { ...live, approaches: "websocket", rounds: FIRST_LOOK_ROUNDS };
  const rows: ControlRow[] = [];
  for (const [name, control] of Object.entries({ sequential, besideHogs, killed })) {
    say(`Negative control: ${name}`);
    rows.push(await timed(() => control(setting)));
  }
  return rows;
}

async function timed(control: () => Promise<ControlRow>): Promise<ControlRow> {
  const startMs = performance.now();
  const row = await control();
  return { ...row, minutes: (performance.now() - startMs) / 60e3 };
}

/** All of base's rounds, then all of head's: what most gates do. */
function sequential(setting: LiveSetting): Promise<ControlRow> {
  return withRequest(setting, async (request) => {
    const base = await play(request, ["base"], {}, () => false);
    const head = await play(request, ["head"], { head: tempting.entry }, () => false);
    const rounds = gateRounds({
      base: armOf(base, "base").rounds,
      head: armOf(head, "head").rounds,
      first: new Map(base.rounds.map(({ number }) => [number, "base"] as const)),
    });
    const { approaches } = request.scenario;
    const { verdict } = decide(rounds, {
      ...{ approaches, transports: transportFacts(approaches) },
      ...{ loop: "open", base: "live", last: true },
    });
    return rowOf("base's rounds before head's", rounds.length, verdict);
  });
}

async function besideHogs(setting: LiveSetting): Promise<ControlRow> {
  const hogs = Array.from({ length: availableParallelism() }, () => fork(cpuHog));
  try {
    return await withRequest(setting, async (request) => {
      const entries = { ...request.entries, service: tempting.entry };
      const against = { base: { serviceEntry: variants.base.entry }, control: false };
      const { decision } = await playGate({ ...request, entries }, against);
      return rowOf("beside a process per CPU that takes all it gets", decision.rounds, decision.verdict);
    });
  } finally {
    for (const hog of hogs) hog.kill("SIGKILL");
  }
}

/** The service dies in the first round: the gate breaks off, with exit code 4. */
async function killed(setting: LiveSetting): Promise<ControlRow> {
  return withRequest(setting, async (request) => {
    const entries = { ...request.entries, service: dyingService };
    const against = { base: { serviceEntry: variants.base.entry }, control: false };
    const outcome = await playGate({ ...request, entries }, against).then(
      ({ decision }) => decision.verdict,
      (error: unknown) => {
        if (error instanceof PushbenchError && error.code !== "interrupted") return error.exitCode;
        throw error;
      },
    );
    const none = {
      metric: "any",
      effect: 0,
      rounds: 0,
      minutes: 0,
      regression: 0,
      inconclusive: 0,
      pass: 0,
      trials: 1,
    };
    if (typeof outcome === "string") return rowOf("service killed", 1, outcome);
    return {
      ...none,
      under: `service killed: exit code ${outcome}`,
      wanted: BREAKS_OFF,
      met: outcome === exitCodes.failed,
    };
  });
}

function rowOf(under: string, rounds: number, verdict: GateVerdict): ControlRow {
  const counts = { regression: 0, inconclusive: 0, pass: 0, [verdict]: 1 };
  const { metric, effect } = { metric: tempting.worse.metric, effect: tempting.worse.effect };
  const wanted = under.startsWith("service") ? BREAKS_OFF : "inconclusive";
  return { metric, effect, rounds, minutes: 0, ...counts, trials: 1, under, wanted, met: verdict === wanted };
}
