import { exitCodes, PushbenchError } from "../../errors.js";
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
    html: { type: "string", describe: "File for the comparison as a page with charts (default: none is written)" },
    json: jsonOption,
  },
  examples: [
    ["$0 compare reports/chat/before reports/chat/after", "each figure before and after, with its ratio"],
    ["$0 compare reports/chat/before reports/chat/after --html compare.html", "the same as a page to look at"],
  ],

  async run(environment, { before, after, html, json }) {
    const { dirname, resolve } = await import("node:path");
    const { findResult, readResult } = await import("../../reporters/read-result.js");
    const { beforeAfter } = await import("../../reporters/compare/before-after.js");
    const sources = await Promise.all([before, after].map((path) => findResult(resolve(environment.cwd, path))));
    const page = html === undefined ? undefined : resolve(environment.cwd, html);
    if (page !== undefined) {
      const { requireWritable } = await import("../../files/named-file.js");
      if (sources.includes(page)) {
        throw new PushbenchError("usage", `--html names ${page}, which is one of the results themselves.`, {
          hint: "Choose another file, such as compare.html.",
        });
      }
      requireWritable(page, "--html");
    }
    const [older, newer] = await Promise.all(sources.map(readResult));
    const comparison = beforeAfter(older!, newer!);
    if (json) environment.stdout.write(`${JSON.stringify(comparison, null, 2)}\n`);
    else {
      const { renderBeforeAfter } = await import("../../reporters/compare/text.js");
      const { printMarkdown } = await import("../terminal.js");
      printMarkdown(environment, renderBeforeAfter(comparison));
    }
    if (page !== undefined) {
      const { intoFolder } = await import("../../files/into-folder.js");
      const { replaceFile } = await import("../../files/replace-file.js");
      const { comparePage } = await import("../../reporters/compare/page.js");
      intoFolder(dirname(page), () => replaceFile(page, comparePage(older!, newer!, comparison)));
      if (!json) environment.stdout.write(`\nWritten: ${page}\n`);
    }
    return exitCodes.pass;
  },
});
