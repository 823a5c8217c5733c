import { exitCodes, PushbenchError } from "../../errors.js";
import { reporterNames } from "../../reporters/reporter-names.js";
import { defineCommand } from "../command.js";
import { resultPositional } from "../shared-options.js";

export const report = defineCommand({
  name: "report",
  describe: "Render a result, a study or claims again: its Markdown, its page, the charts, the CSV files",
  positionals: {
    result: { ...resultPositional, describe: "result.json, study.json or claims.json, or the folder of one" },
  },
  options: {
    out: { type: "string", describe: "Folder to write to (default: beside the result)" },
    format: { type: "string", choices: reporterNames, array: true, describe: "Only these files (default: all)" },
    print: { type: "boolean", describe: "Print the report as text and write nothing" },
    points: {
      type: "boolean",
      describe: "Of a study: also the reports of its points or trials, to which its page then links",
    },
  },
  examples: [
    ["$0 report reports/chat/2026-01-01T10-00-00", "write all files of that result again"],
    ["$0 report result.json --print", "read the report in the terminal"],
    ["$0 report reports/chat/2026-01-02T10-00-00 --points", "a study, and every point of it"],
  ],

  async run(environment, { result: path, out, format, print, points }) {
    const { dirname, join, resolve } = await import("node:path");
    const { removeCharts } = await import("../../bench/result-file.js");
    const { intoFolder } = await import("../../files/into-folder.js");
    const { makeFolders } = await import("../../files/output-folder.js");
    const { replaceFile } = await import("../../files/replace-file.js");
    const { findResult, readResult } = await import("../../reporters/read-result.js");
    const { renderReports, reporters } = await import("../../reporters/registry.js");
    const { isChartFile } = await import("../../result/chart-files.js");
    const { withTransportFacts } = await import("../../transports/registry.js");
    const { CLAIMS_FILE } = await import("../../claims/claims-folder.js");
    const { STUDY_FILE } = await import("../../studies/study-file.js");
    const { renderClaims } = await import("../claims/render-claims.js");
    const { renderStudy } = await import("../studies/render-study.js");
    const { folderWith } = await import("../studies/rendered-files.js");

    const written = { out: out !== undefined, format: format.length > 0, points };
    const [refused] = Object.entries(written).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
    if (print && refused !== undefined) {
      throw new PushbenchError("usage", `--print writes no file, so it takes no --${refused}.`, {
        hint: "Leave out one of them.",
      });
    }
    const given = resolve(environment.cwd, path);
    const study = folderWith(STUDY_FILE, given);
    const claims = folderWith(CLAIMS_FILE, given);
    if ((study ?? claims) !== undefined && format.length > 0) {
      throw new PushbenchError(
        "usage",
        `${path} is ${study === undefined ? "a folder of claims" : "a study"}, whose files are written all together.`,
        { hint: "Leave out --format." },
      );
    }
    if (study !== undefined) {
      await renderStudy(environment, study, { out, print, points });
      return exitCodes.pass;
    }
    if (points) {
      throw new PushbenchError("usage", `${path} is no study, and only a study has points.`, {
        hint: "Leave out --points, or give the folder of a study.",
      });
    }
    if (claims !== undefined) {
      await renderClaims(environment, claims, { out, print });
      return exitCodes.pass;
    }
    const source = await findResult(given);
    const result = withTransportFacts(await readResult(source));
    if (print) {
      const { printMarkdown } = await import("../terminal.js");
      printMarkdown(environment, reporters.markdown.render(result));
      return exitCodes.pass;
    }
    const folder = out === undefined ? dirname(source) : resolve(environment.cwd, out);
    const files = renderReports(result, format.length > 0 ? format : reporterNames);
    intoFolder(folder, () => {
      makeFolders(folder);
      if (files.some(({ file }) => isChartFile(file))) removeCharts(folder);
      for (const { file, text } of files) {
        const target = join(folder, file);
        if (target === source) continue; // the measurement itself is never written again
        replaceFile(target, text);
        environment.stdout.write(`${target}\n`);
      }
    });
    return exitCodes.pass;
  },
});
