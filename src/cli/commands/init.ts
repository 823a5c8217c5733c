import { exitCodes, PushbenchError } from "../../errors.js";
import { makeFolders } from "../../files/output-folder.js";
import { flowNames } from "../../flow.js";
import { shellWord } from "../../shell-word.js";
import { defineCommand } from "../command.js";
import { SCHEMA_FILE, scenarioTemplate } from "../scenario-template.js";

const NAME = /^[a-z0-9][a-z0-9-]*$/;

export const init = defineCommand({
  name: "init",
  describe: "Write a commented scenario file to start from",
  positionals: {
    name: { type: "string", required: true, describe: "Name of the scenario: lower-case letters, digits and hyphens" },
  },
  options: {
    flow: { type: "string", choices: flowNames, default: "relay", describe: "Where events begin and who gets them" },
    out: { type: "string", default: "scenarios", describe: "Folder to write to" },
  },
  examples: [["$0 init live-scores --flow broadcast", "writes scenarios/live-scores.yaml"]],

  async run(environment, { name, flow, out }) {
    if (!NAME.test(name)) {
      throw new PushbenchError("usage", `"${name}" cannot be a scenario's name.`, {
        hint: "Lower-case letters, digits and hyphens, for example live-scores.",
      });
    }
    const { copyFile, writeFile } = await import("node:fs/promises");
    const { constants } = await import("node:fs");
    const { join, resolve } = await import("node:path");
    const directory = resolve(environment.cwd, out);
    const file = join(out, `${name}.yaml`);
    let isFolderThere = false;
    try {
      makeFolders(directory);
      isFolderThere = true;
      await writeFile(join(directory, `${name}.yaml`), scenarioTemplate({ name, flow }), { flag: "wx" }); // wx: never overwrites
      // The schema lies beside the file, so that the file has no path of this machine and both can be handed on.
      const shipped = join(environment.packageDirectory, "scenarios", SCHEMA_FILE);
      await copyFile(shipped, join(directory, SCHEMA_FILE), constants.COPYFILE_EXCL).catch(unlessThere);
    } catch (error) {
      if (isFolderThere && (error as NodeJS.ErrnoException).code === "EEXIST") {
        throw new PushbenchError("file-exists", `${file} exists already.`, {
          hint: "Choose another name, or another folder with --out.",
          cause: error,
        });
      }
      throw new PushbenchError("output-not-writable", `${file} cannot be written: ${(error as Error).message}`, {
        hint: "Choose another folder with --out.",
        cause: error,
      });
    }
    environment.stdout.write(
      `Wrote ${file}, with ${SCHEMA_FILE} beside it for editors. Next: edit it, then ${environment.program} validate ${shellWord(file)}\n`,
    );
    return exitCodes.pass;
  },
});

/** An earlier `init` brought the schema, or it belongs to somebody else. Either way it stays. */
function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
