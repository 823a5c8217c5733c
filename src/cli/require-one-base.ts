/** Checks which options of a gate go together: there is one base, and either pushbench's services or the user's own play. */
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

/** The zeros that stand for no commit, in the lengths of SHA-1 and of SHA-256. */
const NO_COMMIT = /^(0{40}|0{64})$/;

/** Returns the commands where the services are the user's own. Throws PushbenchError usage. */
export function requireOneBase(args: BaseArguments): Commands | undefined {
  const { against, baseline, baseCommand, headCommand, update, allowMismatch, control } = args;
  const bases = [against, baseline, baseCommand].filter((base) => base !== undefined);
  if (bases.length !== 1) {
    throw new PushbenchError("usage", "A gate needs one base: --against, --base-command or --baseline.", {
      hint: "--against main plays the base's service in the same rounds, --base-command starts one of your own; --baseline FILE compares with figures of the past.",
    });
  }
  for (const [option, base] of [
    ["--against", against],
    ["--baseline", baseline],
  ] as const) {
    if (base?.trim() === "") {
      throw new PushbenchError("usage", `${option} is empty: it must name the base.`, {
        hint: "Was it a variable that is not set? Name a ref such as origin/main or HEAD~1, or leave the option out.",
      });
    }
  }
  if (against !== undefined && NO_COMMIT.test(against)) {
    throw new PushbenchError(
      "usage",
      "--against is all zeros, which is how git and GitLab say that there is no commit.",
      {
        hint: "GitLab's CI_COMMIT_BEFORE_SHA is that on manual, scheduled and first runs: give --against origin/main, or HEAD~1, there.",
      },
    );
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
