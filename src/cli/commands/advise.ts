/** `pushbench advise` says by what was measured which approach a workload should take, see docs/advise.md. */
import { PushbenchError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { jsonOption, pricesOption } from "../shared-options.js";

const TOO_MUCH =
  "\n\nNo bench of pushbench plays it: a round has 100,000,000 deliveries at most. Ask about a part of it.";

export const advise = defineCommand({
  name: "advise",
  describe: "Say which approach a workload should take, and what a month of it costs: from measurements alone",
  positionals: {},
  options: {
    workload: { type: "string", describe: "A file that describes the workload (docs/advise.md)" },
    set: { type: "string", array: true, describe: "A value of the workload: --set perSecond=50" },
    from: {
      type: "string",
      describe:
        "Folder with results and studies in it or below it (default: reports, if it is there, and what comes with pushbench)",
    },
    prices: pricesOption,
    markdown: { type: "string", describe: "File for the advice as Markdown (default: none is written)" },
    json: jsonOption,
  },
  examples: [
    ["$0 advise", "asks for the workload"],
    ["$0 advise --set flow=relay --set clients=200 --set perSecond=100 --set tls=false", "a chat of 200 people"],
    ["$0 advise --workload mine.yaml --prices prices/aws-us-east-1.yaml", "in money, too"],
  ],

  async run(environment, { workload: file, set, from: given, prices: pricesFile, markdown, json }) {
    const path = await import("node:path");
    const { readWorkload } = await import("../../advise/read-workload.js");
    const { gatherFrom, placesOf } = await import("../advise/places.js");
    const { advise: advised } = await import("../../advise/advise.js");
    const { adviceMd } = await import("../../advise/advice-md.js");
    const { commandOf } = await import("../../advise/command-line.js");
    const { choosePinning } = await import("../../machine/cpu-pinning.js");
    const { describeMachine } = await import("../../machine/describe-machine.js");
    const { transportPackages } = await import("../../transports/registry.js");
    const { pricesOf } = await import("../sweep/prices.js");
    const { exitCodeOfAdvice, leftOutText } = await import("../advise/outcome.js");
    const { cwd, program, stdout } = environment;

    const page = markdown === undefined ? undefined : path.resolve(cwd, markdown);
    if (page !== undefined) (await import("../../files/named-file.js")).requireWritable(page, "--markdown");
    const sets = file === undefined && set.length === 0 ? await asked() : set;
    const workload = await readWorkload(
      file === undefined ? undefined : { path: path.resolve(cwd, file), shown: file },
      sets,
    );
    const prices = await pricesOf(environment, pricesFile ?? workload.prices);
    const here = describeMachine(choosePinning(), transportPackages);
    const places = placesOf(environment, given);
    const gathered = await gatherFrom(places, here);
    const advice = advised(workload, gathered, prices);
    const exitCode = exitCodeOfAdvice(advice);
    const command = advice.bench && commandOf(program, advice.bench);
    const text = `${adviceMd(advice)}\n\n${leftOutText(gathered, places.text)}\n\n## To measure this very workload${command === undefined ? TOO_MUCH : ""}`;
    if (json) {
      const { leftOut, unreadable } = gathered;
      stdout.write(`${JSON.stringify({ ...advice, command, leftOut, unreadable, exitCode }, null, 2)}\n`);
    } else {
      const { printMarkdown } = await import("../terminal.js");
      printMarkdown(environment, text);
      if (command !== undefined) stdout.write(`\n${command}\n`);
    }
    if (page !== undefined) {
      const { intoFolder } = await import("../../files/into-folder.js");
      const { replaceFile } = await import("../../files/replace-file.js");
      intoFolder(path.dirname(page), () =>
        replaceFile(page, command === undefined ? `${text}\n` : `${text}\n\n\`\`\`sh\n${command}\n\`\`\`\n`),
      );
      if (!json) stdout.write(`\nWritten: ${page}\n`);
    }
    return exitCode;
  },
});

async function asked(): Promise<string[]> {
  const { terminalQuestions } = await import("../advise/terminal-questions.js");
  const questions = terminalQuestions();
  if (questions === undefined) {
    throw new PushbenchError("usage", "The workload is missing, and there is no terminal to ask for it.", {
      hint: "Give --workload FILE, or --set flow=… --set clients=… --set perSecond=…: docs/advise.md has every key.",
    });
  }
  try {
    const { askForWorkload } = await import("../advise/ask.js");
    return await askForWorkload((text) => questions.ask(text));
  } finally {
    questions.close();
  }
}
