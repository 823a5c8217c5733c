/** Prints Markdown as text, as wide as the terminal, and coloured where that is wanted. */
import type { Look } from "../reporters/terminal/look.js";
import { terminalText } from "../reporters/terminal/terminal-text.js";
import type { Environment, Output } from "./environment.js";

/**
 * FORCE_COLOR and NO_COLOR mean what they mean to Node (force-color.org, no-color.org): the first wins, and an empty one counts as
 * not set. Without them, terminals that know colour get it.
 */
export function wantsColour(env: Environment["env"], { isTTY }: Pick<Output, "isTTY">): boolean {
  const force = env.FORCE_COLOR;
  if (force) return force !== "0" && force !== "false";
  if (env.NO_COLOR) return false;
  return isTTY && env.TERM !== "dumb";
}

export function lookOf(env: Environment["env"], output: Output): Look {
  const colour = wantsColour(env, output);
  return { columns: output.columns, colour, marks: colour };
}

export const printMarkdown = ({ env, stdout }: Environment, markdown: string): void =>
  stdout.write(terminalText(markdown, lookOf(env, stdout)));
