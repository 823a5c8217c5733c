/**
 * Of `npm run bench --scenario chat`, npm takes the option for itself, hardly mentions it, and hands on only "chat". The environment
 * shows what npm took, as npm_config_scenario. Without this check a different run would begin than the one that was asked for.
 */
import { PushbenchError } from "../errors.js";
import type { AnyCommand } from "./command.js";
import { dashed } from "./misuse.js";

/** The options that npm also has. Whoever gives them to npm may have meant npm. */
const NPMS_OWN = ["json"];

export function refuseWhatNpmTook(
  env: Readonly<Record<string, string | undefined>>,
  argv: readonly string[],
  commands: readonly AnyCommand[],
): void {
  const script = env.npm_lifecycle_event;
  const command = commands.find(({ name }) => name === argv[0]);
  if (script === undefined || command === undefined) return;
  const taken = Object.keys(command.options)
    .filter((name) => !NPMS_OWN.includes(name) && (env[variableOf(name)] ?? "") !== "")
    .map(dashed);
  if (taken.length === 0) return;
  const typed = script === command.name ? script : `${script} -- ${command.name}`;
  throw new PushbenchError("usage", `npm took ${taken.join(", ")} for itself instead of handing it on.`, {
    hint: `npm needs a -- before options that are not its own: npm run ${script === command.name ? `${typed} --` : typed} ${taken.join(" … ")} …`,
  });
}

const variableOf = (option: string): string => `npm_config_${option.replaceAll("-", "_")}`;
