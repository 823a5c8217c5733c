import { exitCodes, PushbenchError } from "../errors.js";
import { packageVersion } from "../files/installed.js";
import { defectText } from "../last-resort.js";
import { parseArguments } from "./arguments.js";
import { askedToComplete, completionsOf } from "./completion.js";
import { type Environment, scenarioPlaces, stackPlaces } from "./environment.js";
import { errorText } from "./error-text.js";
import { refuseWhatNpmTook } from "./npm-took.js";
import { commands } from "./registry.js";

/** Runs one command line and resolves with its exit code. It prints to the environment's streams and never throws. */
export async function run(environment: Environment, argv: readonly string[]): Promise<number> {
  try {
    const all = await Promise.all(Object.values(commands).map((load) => load()));
    const unfinished = askedToComplete(argv);
    if (unfinished) {
      const { scenarioNames } = await import("../scenario/load.js");
      const { stackNames } = await import("../stacks/stack-folders.js");
      const scenarios = await scenarioNames(scenarioPlaces(environment));
      const stacks = await stackNames(stackPlaces(environment));
      const claims = await claimIds(environment, unfinished);
      environment.stdout.write(`${completionsOf(unfinished, all, { scenarios, stacks, claims }).join("\n")}\n`);
      return exitCodes.pass;
    }
    refuseWhatNpmTook(environment.env, argv, all);
    const parsed = await parseArguments(argv, all, {
      version: packageVersion(environment.packageDirectory),
      columns: environment.stdout.columns,
      program: environment.program,
    });
    if ("command" in parsed) return await parsed.command.run(environment, parsed.args);
    const asked = argv.length > 0; // the text was asked for by --help or --version; without any word it is a mistake
    (asked ? environment.stdout : environment.stderr).write(parsed.text);
    return asked ? exitCodes.pass : exitCodes.usage;
  } catch (error) {
    if (error instanceof PushbenchError) {
      environment.stderr.write(errorText(error, environment.program));
      return error.exitCode;
    }
    environment.stderr.write(defectText(error));
    return exitCodes.failed;
  }
}

/** Their files have to be read for it, so only where they are asked for. A file that is wrong is told when claims are played. */
async function claimIds(environment: Environment, [, command]: readonly string[]): Promise<string[]> {
  if (command !== "claims") return [];
  const { namedClaims } = await import("../claims/read-claim.js");
  const { claimPlaces } = await import("./claims/list.js");
  const all = await namedClaims([], claimPlaces(environment)).catch(() => []);
  return all.map(({ id }) => id);
}
