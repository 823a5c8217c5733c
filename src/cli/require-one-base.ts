/** Which options of a gate go together: one base, and whose services play. */
import type { Commands } from "../arms/own-services.js";
import { PushbenchError } from "../errors.js";

export interface BaseArguments {
  against: string | undefined;
  baseline: string | undefined;
  baseCommand: string | undefined;
  headCommand: string | undefined;
  update: boolean;
  allowMismatch: boolean;
  control: boolean;
}

/** The commands where the services are the user's own. Throws PushbenchError usage. */
export function requireOneBase(args: BaseArguments): Commands | undefined {
  const { against, baseline, baseCommand, headCommand, update, allowMismatch, control } = args;
  const bases = [against, baseline, baseCommand].filter((base) => base !== undefined);
  if (bases.length !== 1) {
    throw new PushbenchError("usage", "A gate needs one base: --against, --base-command or --baseline.", {
      hint: "--against main plays the base's service in the same rounds, --base-command starts one of your own; --baseline FILE compares with figures of the past.",
    });
  }
  if (baseCommand !== undefined && headCommand === undefined) {
    throw new PushbenchError("usage", "--base-command needs a --head-command: both services are your own, or none.");
  }
  if (headCommand !== undefined && against !== undefined) {
    throw new PushbenchError(
      "usage",
      "--against is a version of pushbench, --head-command a service of your own: give its base as --base-command.",
    );
  }
  for (const [option, command] of [
    ["--base-command", baseCommand],
    ["--head-command", headCommand],
  ] as const) {
    if (command?.trim() === "") throw new PushbenchError("usage", `${option} is empty: it must start your service.`);
  }
  if (baseline === undefined && (update || allowMismatch)) {
    throw new PushbenchError("usage", `${update ? "--update" : "--allow-mismatch"} is about a --baseline.`);
  }
  if (baseline !== undefined && control) {
    throw new PushbenchError(
      "usage",
      "--control plays the base once more, so it needs a base that plays: --against or --base-command.",
    );
  }
  if (headCommand === undefined) return undefined;
  return { head: headCommand, ...(baseCommand !== undefined && { base: baseCommand }) };
}
