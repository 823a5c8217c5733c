/** Asks on a terminal for a workload, one key after the other. An empty answer takes what stands in brackets. */
import { problemOf } from "../../advise/read-workload.js";
import type { workloadSchema } from "../../advise/workload.js";
import { flowNames, flows } from "../../flow.js";
import { readValue } from "../../scenario/document.js";

type Key = keyof typeof workloadSchema.shape;

interface Question {
  key: Key;
  text: string;
  usual?: string;
  /** Asked only where this holds of what was answered before. */
  when?(answered: ReadonlyMap<Key, unknown>): boolean;
}

const isRelay = (answered: ReadonlyMap<Key, unknown>): boolean => answered.get("flow") === "relay";

const questions: readonly Question[] = [
  { key: "flow", text: `Who sends? ${flowNames.map((name) => `${name}: ${flows[name]}`).join(" ")}\nflow` },
  { key: "clients", text: "How many clients send or receive?" },
  { key: "recipients", text: "How many of them get an event?", usual: "9", when: isRelay },
  { key: "perSecond", text: "Events per second at rest, over all senders?" },
  { key: "peakPerSecond", text: "Events per second at the peak? Empty: the same" },
  {
    key: "peakHoursPerDay",
    text: "Hours of a day with the peak's rate?",
    usual: "2",
    when: (answered) => answered.has("peakPerSecond"),
  },
  { key: "payloadBytes", text: "Bytes of an event's data?", usual: "1024" },
  { key: "latencyP99Ms", text: "Highest p99 of the latency, in milliseconds? Empty: no limit" },
  { key: "lossless", text: "Must nothing be lost, true or false?", usual: "true" },
  { key: "publicEndpoint", text: "Can every recipient have a public address, true or false?", usual: "true" },
  { key: "tls", text: "Are connections encrypted, true or false?", usual: "true" },
  { key: "prices", text: "Path of a price list? Empty: nothing is said of money" },
];

/** Those without which nothing can be said. */
const NEEDED: readonly Key[] = ["flow", "clients", "perSecond"];

/** `ask` shows the text and resolves with the line that was typed. The answers are those of `--set`. */
export async function askForWorkload(ask: (text: string) => Promise<string>): Promise<string[]> {
  const answered = new Map<Key, unknown>();
  const sets: string[] = [];
  for (const { key, text, usual, when } of questions) {
    if (when !== undefined && !when(answered)) continue;
    let shown = usual === undefined ? `${text}: ` : `${text} [${usual}]: `;
    for (;;) {
      const typed = (await ask(shown)).trim();
      if (typed === "" && !NEEDED.includes(key)) break;
      const read = readValue(typed);
      const problem = "problem" in read ? `the value ${read.problem}` : problemOf(key, read.value);
      if (problem === undefined && "value" in read) {
        answered.set(key, read.value);
        sets.push(`${key}=${typed}`);
        break;
      }
      shown = `${key} ${problem}\n${key}: `;
    }
  }
  return sets;
}
