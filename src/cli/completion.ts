/**
 * What a shell offers when somebody presses Tab. The shell runs yargs' script, which asks this program for words, one per
 * line.
 */
import type { AnyCommand, Option } from "./command.js";

/** The command that prints the script, and the option by which the script asks. Both names are yargs' own. */
export const COMPLETION = "completion";
const ASKED = "--get-yargs-completions";

/** A shell completes what one word begins. */
export const PROGRAM = "pushbench";

/** Where several words call the program, this defines a shell function: it is the one word for the user and for the script. */
export const programOfShell = (program = PROGRAM): string =>
  program === PROGRAM ? "" : `\n${PROGRAM}() { ${program} "$@"; }`;

export type CompletionWords = Record<NonNullable<Option["completedWith"]>, readonly string[]>;

/** The words of the shell's line from the program on; the unfinished word is the last. Undefined when no shell asks. */
export const askedToComplete = (argv: readonly string[]): readonly string[] | undefined =>
  argv[0] === ASKED ? argv.slice(1) : undefined;

/** The words that may replace the last one. The shell picks those that begin like it, and offers files when there are none. */
export function completionsOf(
  [, ...typed]: readonly string[],
  commands: readonly AnyCommand[],
  words: CompletionWords,
): string[] {
  const before = typed.slice(0, -1);
  const current = typed.at(-1) ?? "";
  const [named] = before;
  if (named === undefined) return [...commands.map(({ name }) => name), COMPLETION];
  const command = commands.find(({ name }) => name === named);
  if (command === undefined) return [];
  const valuesOf = ({ choices, completedWith }: Option): readonly string[] =>
    choices ?? (completedWith ? words[completedWith] : []);
  const last = command.options[before.at(-1)!.replace(/^--/, "")];
  if (last !== undefined && last.type !== "boolean" && before.at(-1)!.startsWith("--")) return [...valuesOf(last)];
  if (current.startsWith("-")) {
    const free = Object.entries(command.options).filter(([name, { array }]) => array || !before.includes(`--${name}`));
    return [...free.map(([name]) => `--${name}`), "--help"];
  }
  const asWords = [...Object.values(command.positionals), ...Object.values(command.options).filter((o) => o.firstWord)];
  return asWords.flatMap(valuesOf);
}
