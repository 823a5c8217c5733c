/** Writes 300 bytes to one of 16 sockets whenever an event is due, and reports how late it was and what that cost. */
import { once } from "node:events";
import { connect } from "node:net";
import { monotonicNs } from "../../src/clock.js";
import { runOpenLoop } from "../../src/generators/open-loop.js";
import { startPacer } from "../../src/generators/pacing/registry.js";
import { Histogram } from "../../src/histogram.js";
import type { PacingName } from "../../src/pacing.js";
import { serve } from "../../src/processes/channel.js";
import { msToNs, NS_PER_SECOND, NS_PER_US } from "../../src/units.js";

const CONNECTIONS = 16;
const MESSAGE = Buffer.alloc(300, "x");
const LEAD_NS = msToNs(20);

export interface ProbeRequest {
  pacing: PacingName;
  perSecond: number;
  /** How long the path is warmed up; what it does then is reported apart. */
  warmUpSeconds: number;
  seconds: number;
  port: number;
}

/** Lateness in ns, CPU of the process as a share of one CPU. */
export interface ProbeReport {
  p50Ns: number;
  p99Ns: number;
  maxNs: number;
  cpuRatio: number;
  warmUpP99Ns: number;
}

const methods = {
  async probe({ pacing, perSecond, warmUpSeconds, seconds, port }: ProbeRequest): Promise<ProbeReport> {
    const sockets = await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        const socket = connect({ port, host: "127.0.0.1", noDelay: true });
        await once(socket, "connect");
        return socket;
      }),
    );
    const pacer = startPacer(pacing, "generator");
    const play = async (forSeconds: number): Promise<Histogram> => {
      const lateness = new Histogram();
      const startNs = monotonicNs() + LEAD_NS;
      const gapNs = NS_PER_SECOND / perSecond;
      const dueAtNs = Float64Array.from({ length: perSecond * forSeconds }, (_, i) => startNs + i * gapNs);
      await runOpenLoop(dueAtNs, pacer, monotonicNs, (event, nowNs) => {
        lateness.record(nowNs - dueAtNs[event]!);
        sockets[event % CONNECTIONS]!.write(MESSAGE);
      });
      return lateness;
    };
    const cold = await play(warmUpSeconds);
    const cpuBefore = process.cpuUsage();
    const beganNs = monotonicNs();
    const warm = await play(seconds);
    const { user, system } = process.cpuUsage(cpuBefore);
    const elapsedNs = monotonicNs() - beganNs;
    await pacer.close();
    for (const socket of sockets) socket.destroy();
    return {
      p50Ns: warm.quantileNs(0.5)!,
      p99Ns: warm.quantileNs(0.99)!,
      maxNs: warm.maxNs!,
      cpuRatio: ((user + system) * NS_PER_US) / elapsedNs,
      warmUpP99Ns: cold.quantileNs(0.99)!,
    };
  },
  close: () => {},
};

export type ProbeMethods = typeof methods;

serve(methods);
