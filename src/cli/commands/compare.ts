import { exitCodes } from "../../errors.js";
import { defineCommand } from "../command.js";
import { jsonOption, resultPositional } from "../shared-options.js";

export const compare = defineCommand({
  name: "compare",
  describe: "Put two results side by side: shows what differs and gives no verdict",
  positionals: {
    before: resultPositional,
    after: resultPositional,
  },
  options: {
    json: jsonOption,
  },
  examples: [["$0 compare reports/chat/before reports/chat/after", "each figure before and after, with its ratio"]],

  async run(environment, { before, after, json }) {
    const { resolve } = await import("node:path");
    const { readResult } = await import("../../reporters/read-result.js");
    const { beforeAfter, renderBeforeAfter } = await import("../../reporters/before-after.js");
    const [older, newer] = await Promise.all([before, after].map((path) => readResult(resolve(environment.cwd, path))));
    const comparison = beforeAfter(older!, newer!);
    if (json) environment.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
    else {
      const { printMarkdown } = await import("../terminal.js");
      printMarkdown(environment, renderBeforeAfter(comparison));
    }
    return exitCodes.pass;
  },
});
