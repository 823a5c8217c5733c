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
  examples: [["$0 selftest", "expected against measured, a minute and a half; exits with 1 if a line is missed"]],

  async run(environment, { json }) {
    const { writeFile } = await import("node:fs/promises");
    const { resolve } = await import("node:path");
    const { table } = await import("../../reporters/table.js");
    const { runSelftest } = await import("../../selftest/selftest.js");
    const { requireReadableSystem } = await import("../../bench/readable-system.js");

    const { requireWritable } = await import("../../named-file.js");

    requireReadableSystem();
    if (json !== undefined) requireWritable(resolve(environment.cwd, json), "--json");
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
      return rows.every(({ met, skipped }) => met || skipped !== undefined) ? exitCodes.pass : exitCodes.regression;
    } finally {
      stopListening();
    }
  },
});

const HEADER = ["figure", "expected", "measured", "may differ by", "met", "expected is"];

function cells({ name, against, value, expected, least, most, band, met, attempts, skipped }: SelftestRow): string[] {
  const figure = (number: number): string => (Number.isInteger(number) ? String(number) : number.toFixed(2));
  if (skipped !== undefined) return [name, "", "", "", "skipped", against];
  const known = least === undefined || most === undefined ? figure(expected) : `${figure(least)} … ${figure(most)}`;
  const outcome = `${met ? "yes" : "NO"}${attempts > 1 ? `, of ${attempts}` : ""}`;
  return [name, known, figure(value), band, outcome, against];
}

/** What the lines mean together, and what to do about a miss. */
export function conclusion(rows: readonly SelftestRow[]): string {
  const skipped = rows.filter((row) => row.skipped !== undefined);
  const measured = rows.filter((row) => row.skipped === undefined);
  const missed = measured.filter(({ met }) => !met);
  if (missed.length > 0) return `${missedText(measured, missed)}${skippedText(skipped)}`;
  if (skipped.length === 0) return `All ${rows.length} lines are met: the figures of this machine are true.\n`;
  return `All ${measured.length} lines that were measured are met. ${skippedText(skipped)}`;
}

function missedText(measured: readonly SelftestRow[], missed: readonly SelftestRow[]): string {
  const advice = missed.some(({ band }) => band === "exact")
    ? "Counts and bytes must be exact on any machine: this is a defect in pushbench. Please report it with the table."
    : "Other work may have had the CPUs: repeat on a quiet machine. If it stays, do not trust latencies or CPU from here.";
  const list = missed.map(({ name }) => `- ${name}\n`).join("");
  return `${missed.length} of ${measured.length} lines are missed:\n${list}${advice}\n`;
}

/** What nothing else in the self-test shows. */
function skippedText(skipped: readonly SelftestRow[]): string {
  if (skipped.length === 0) return "";
  const studies = skipped.map(({ name }) => name).join("; ");
  return (
    `Skipped: ${studies}. Reason: ${skipped[0]!.skipped}. ` +
    "Without them a bias that is the same in every measurement of latency, CPU or memory would not be found.\n"
  );
}
