/** `pushbench stacks check`: starts each installed stack, holds it against its check, and prints what was found. */
import { exitCodes } from "../../errors.js";
import { flowsOf } from "../../stacks/approach.js";
import { Builds } from "../../stacks/builds.js";
import type { Finding } from "../../stacks/check.js";
import { type Checked, type CheckPlace, checkStack, isSound } from "../../stacks/check-stack.js";
import { installationOf, isInstalled, notInstalled } from "../../stacks/installation.js";
import { notPromised, type Stack } from "../../stacks/stack.js";
import type { Environment } from "../environment.js";
import { checkPlace } from "./check-place.js";
import type { Given } from "./given.js";

/** A stack that was not started, with the reason, or what was found of it in one of its flows. */
type Outcome = { stack: string; skipped: string } | (Checked & { isSound: boolean; notPromised: readonly string[] });

export async function checked({ environment, listings, json, signal }: Given): Promise<number> {
  const builds = new Builds();
  const outcomes: Outcome[] = [];
  const tell = (outcome: Outcome): void => {
    outcomes.push(outcome);
    if (!json) environment.stdout.write(textOf(outcome));
  };
  try {
    const place = { ...checkPlace(environment), builds, signal };
    for (const listing of listings) {
      // A stack that cannot be read is one that does not do its work.
      if ("error" in listing) throw listing.error;
      for await (const outcome of outcomesOf(listing.stack, environment, place)) tell(outcome);
    }
  } finally {
    builds.remove();
  }
  if (json) environment.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
  const failed = outcomes.some((outcome) => "isSound" in outcome && !outcome.isSound);
  return failed ? exitCodes.regression : exitCodes.pass;
}

async function* outcomesOf(stack: Stack, { cwd }: Environment, place: CheckPlace): AsyncIterable<Outcome> {
  const installation = await installationOf(stack, { cwd, signal: place.signal });
  if (!isInstalled(installation)) {
    yield { stack: stack.name, skipped: notInstalled(installation) };
    return;
  }
  for (const flow of flowsOf(stack)) {
    const found = await checkStack(stack, { flow }, place);
    yield { ...found, isSound: isSound(found), notPromised: notPromised(stack) };
  }
}

function textOf(outcome: Outcome): string {
  if ("skipped" in outcome) return `- ${outcome.stack}: skipped, ${outcome.skipped}\n`;
  const { stack, flow, findings, failure, notPromised: lacking } = outcome;
  const heading = `${mark(outcome.isSound)} ${stack}, ${flow}${failure === undefined ? "" : `: ${failure}`}`;
  const rest = lacking.length === 0 ? [] : [`    - not promised, so not looked at: ${lacking.join(", ")}`];
  return [heading, ...findings.map(lineOf), ...rest].map((line) => `${line}\n`).join("");
}

const lineOf = ({ what, met, saw }: Finding): string =>
  `    ${mark(met)} ${what}${saw === undefined ? "" : `: ${saw}`}`;

const mark = (isGood: boolean): string => (isGood ? "✓" : "✗");
