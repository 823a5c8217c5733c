/** `pushbench selftest` tells whether this pushbench measures the truth on this machine. */
import { exitCodes, PushbenchError } from "../../errors.js";
import { defineCommand } from "../command.js";

export const selftest = defineCommand({
  name: "selftest",
  describe: "Measure services with known behaviour: are the figures of this machine true?",
  positionals: {},
  options: {
    json: { type: "string", describe: "File to which the lines are also written, as JSON" },
  },
  examples: [["$0 selftest", "expected and measured figures in a minute and a half; exits with 1 if a line is missed"]],

  async run(environment, { json }) {
    const { writeFile } = await import("node:fs/promises");
    const { resolve } = await import("node:path");
    const { runSelftest } = await import("../../selftest/selftest.js");
    const { requireReadableSystem } = await import("../../machine/readable-system.js");
    const { selftestText } = await import("../selftest-text.js");
    const { printMarkdown } = await import("../terminal.js");

    const { requireWritable } = await import("../../files/named-file.js");

    requireReadableSystem();
    if (json !== undefined) requireWritable(resolve(environment.cwd, json), "--json");
    const { stderr, generatorEntry, cwd } = environment;
    const interrupt = new AbortController();
    const stopListening = environment.onInterrupt(() => interrupt.abort());
    try {
      const rows = await runSelftest({
        generatorEntry,
        signal: interrupt.signal,
        onStudy: (name, attempt) => stderr.write(`Measuring ${name}${attempt > 1 ? `, attempt ${attempt}` : ""} …\n`),
      });
      printMarkdown(environment, selftestText(rows));
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
