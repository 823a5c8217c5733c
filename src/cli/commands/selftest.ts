/** `pushbench selftest`: whether this pushbench, on this machine, measures what is true. */
import { exitCodes, PushbenchError } from "../../errors.js";
import type { SelftestRow } from "../../selftest/selftest.js";
import { defineCommand } from "../command.js";

export const selftest = defineCommand({
  name: "selftest",
  describe: "Measure services whose behaviour is known: are the figures of this machine true?",
  positionals: {},
  options: {
    json: { type: "string", describe: "Also write the lines to this file, as JSON" },
  },
  examples: [["$0 selftest", "expected against measured, under a minute; exits with 1 if a line is missed"]],

  async run(environment, { json }) {
    const { writeFile } = await import("node:fs/promises");
    const { resolve } = await import("node:path");
    const { table } = await import("../../reporters/table.js");
    const { runSelftest } = await import("../../selftest/selftest.js");
    const { requireReadableSystem } = await import("../../bench/readable-system.js");

    requireReadableSystem();
    const { stdout, stderr, generatorEntry, cwd } = environment;
    const interrupt = new AbortController();
    const stopListening = environment.onInterrupt(() => interrupt.abort());
    try {
      const rows = await runSelftest({
        generatorEntry,
        signal: interrupt.signal,
        onStudy: (name, attempt) => stderr.write(`Measuring ${name}${attempt > 1 ? `, attempt ${attempt}` : ""} …\n`),
      });
      stdout.write(`${table(HEADER, rows.map(cells))}\n\n${conclusion(rows)}`);
      if (json !== undefined) {
        await writeFile(resolve(cwd, json), `${JSON.stringify(rows, null, 2)}\n`).catch((cause: Error) => {
          throw new PushbenchError("output-lost", `Cannot write ${json}: ${cause.message}`, { cause });
        });
      }
      return rows.every(({ met }) => met) ? exitCodes.pass : exitCodes.regression;
    } finally {
      stopListening();
    }
  },
});

const HEADER = ["figure", "expected", "measured", "may differ by", "met", "expected is"];

function cells({ name, against, value, expected, band, met, attempts }: SelftestRow): string[] {
  const figure = (number: number): string => (Number.isInteger(number) ? String(number) : number.toFixed(2));
  const outcome = `${met ? "yes" : "NO"}${attempts > 1 ? `, of ${attempts}` : ""}`;
  return [name, figure(expected), figure(value), band, outcome, against];
}

/** What the lines mean together, and what to do about a miss. */
export function conclusion(rows: readonly SelftestRow[]): string {
  const missed = rows.filter(({ met }) => !met);
  if (missed.length === 0) return `All ${rows.length} lines are met: the figures of this machine are true.\n`;
  const advice = missed.some(({ band }) => band === "exact")
    ? "Counts and bytes must be exact on any machine: this is a defect in pushbench. Please report it with the table."
    : "Other work may have had the CPUs: repeat on a quiet machine. If it stays, do not trust latencies or CPU from here.";
  const list = missed.map(({ name }) => `- ${name}\n`).join("");
  return `${missed.length} of ${rows.length} lines are missed:\n${list}${advice}\n`;
}
