/** `pushbench stacks`: each stack with what it plays, and its version or the command that installs it. */
import { exitCodes } from "../../errors.js";
import { type Flow, type Guarantee, guaranteeNames } from "../../flow.js";
import { flowsOf, guaranteesOf } from "../../stacks/approach.js";
import { installationOf, isInstalled } from "../../stacks/installation.js";
import { notPromised, type Stack } from "../../stacks/stack.js";
import type { Given } from "./given.js";

export async function listed({ environment, listings, json, signal }: Given): Promise<number> {
  const { stdout, cwd } = environment;
  const all = await Promise.all(
    listings.map(async (listing) => {
      if ("error" in listing) {
        const [problem] = listing.error.problems;
        return { name: listing.name, error: problem ? `${problem.at} ${problem.message}` : listing.error.message };
      }
      const { name, title, description, install: needs } = listing.stack;
      const installation = await installationOf(listing.stack, { cwd, signal });
      const facts = { plays: await playsOf(listing.stack), notPromised: notPromised(listing.stack) };
      return { name, title, description, needs, ...facts, ...installation };
    }),
  );
  if (json) {
    stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return exitCodes.pass;
  }
  const rows = all.map((one): string[] => {
    if ("error" in one) return [one.name, "-", "-", `(${one.error})`];
    const version = isInstalled(one) ? one.version : notInstalled(one);
    return [one.name, one.plays.map(playsText).join(", "), one.title, `${version}${withoutPromise(one)}`];
  });
  const table = [["stack", "plays", "title", "version"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table) {
    stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`);
  }
  return exitCodes.pass;
}

interface Plays {
  flow: Flow;
  guarantees: Guarantee[];
}

const playsOf = (stack: Stack): Promise<Plays[]> =>
  Promise.all(flowsOf(stack).map(async (flow) => ({ flow, guarantees: await guaranteesOf(stack, flow) })));

const playsText = ({ flow, guarantees }: Plays): string =>
  guarantees.length === guaranteeNames.length ? flow : `${flow} (${guarantees.join(", ") || "under no guarantee"})`;

const notInstalled = ({ install, missing }: { install: string; missing: string }): string =>
  `not installed: ${install === "" ? missing : install}`;

const withoutPromise = ({ notPromised }: { notPromised: readonly string[] }): string =>
  notPromised.length === 0 ? "" : ` (does not promise: ${notPromised.join(", ")})`;
