/** What a shell offers when somebody presses Tab. The shell's part is yargs' script, which asks us for words, one a line. */
import type { AnyCommand, Option } from "./command.js";

/** The command that prints the script, and the option by which the script asks. Both names are yargs' own. */
export const COMPLETION = "completion";
const ASKED = "--get-yargs-completions";

/** A shell completes what one word begins. */
export const PROGRAM = "pushbench";

/** Where the program is called by several words, a function of the shell's is that one word: for the user and for the script. */
export const programOfShell = (program = PROGRAM): string =>
  program === PROGRAM ? "" : `\n${PROGRAM}() { ${program} "$@"; }`;

export type CompletionWords = Record<NonNullable<Option["completedWith"]>, readonly string[]>;

/** The words on the shell's line from the program on, the unfinished one last; undefined when no shell asks. */
export const askedToComplete = (argv: readonly string[]): readonly string[] | undefined =>
  argv[0] === ASKED ? argv.slice(1) : undefined;

/** What may stand in place of the last word. The shell picks what begins like it; none: it offers files. */
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
