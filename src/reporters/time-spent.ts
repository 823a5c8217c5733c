/** Where the time of a run went, in words, so that one sees how much of it measured something. */
import type { Result } from "../result/result.js";
import { type RoundTime, roundTimeParts } from "../result/round-time.js";
import { msToNs } from "../units.js";
import { percent, time } from "./format.js";

const words: Record<keyof RoundTime, string> = {
  startNs: "starting processes",
  connectNs: "connecting clients",
  warmUpNs: "warming up",
  idleNs: "measuring idle services",
  slicesNs: "measured slices",
  besideSlicesNs: "around slices (preparing, draining, gathering)",
  stopNs: "ending processes",
};

/** What passed outside rounds, or in one that was broken off. */
const OTHER = "planning and writing";
/** A smaller share is left out of the words; the result has it. */
const LEAST_SHARE = 0.005;

/** The slices come first, because they are what a run is for. Undefined where a result does not have the times. */
export function timeLine({ startedAt, endedAt, rounds }: Result): string | undefined {
  const times = rounds.flatMap((round) => round.time ?? []);
  if (endedAt === undefined || times.length === 0 || times.length < rounds.length) return undefined;
  const totalNs = msToNs(Date.parse(endedAt) - Date.parse(startedAt));
  const sumNs = (part: keyof RoundTime): number => times.reduce((sum, one) => sum + one[part], 0);
  const rest = roundTimeParts
    .filter((part) => part !== "slicesNs")
    .map((part) => ({ text: words[part], ns: sumNs(part) }));
  const otherNs = totalNs - sumNs("slicesNs") - rest.reduce((sum, { ns }) => sum + ns, 0);
  const told = [...rest, { text: OTHER, ns: otherNs }]
    .filter(({ ns }) => ns >= totalNs * LEAST_SHARE)
    .sort((a, b) => b.ns - a.ns);
  const shares = [{ text: words.slicesNs, ns: sumNs("slicesNs") }, ...told].map(
    ({ text, ns }) => `${percent(ns / totalNs)} ${text}`,
  );
  return `The run took ${time(totalNs)}: ${shares.join(", ")}.`;
}
