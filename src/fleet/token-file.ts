/** Tokens come from files, or from variables: other users of a machine see its command lines. */
import { PushbenchError } from "../errors.js";
import { secretText } from "../files/secret-file.js";

/** A shorter one could be guessed from what it signed. */
const FEWEST_CHARACTERS = 24;
export const HOW_TO_MAKE =
  "Make one that nobody can guess (openssl rand -hex 32), and give the same to every worker and to bench.";

/** Throws PushbenchError usage. */
export const tokenIn = (file: string, option: string, cwd: string): string =>
  soundToken(secretText(file, option, cwd), `--${option}`);

/** `place` is named in the error. Throws PushbenchError usage. */
export function soundToken(text: string, place: string): string {
  const token = text.trim();
  const fault =
    token === ""
      ? "is empty"
      : !/^[\x21-\x7e]*$/.test(token)
        ? "has a space in it, or a character that is not ASCII" // it must survive variables and YAML, and people who copy it
        : token.length < FEWEST_CHARACTERS
          ? `has fewer than ${FEWEST_CHARACTERS} characters`
          : undefined;
  if (fault === undefined) return token;
  throw new PushbenchError("usage", `${place}: the token ${fault}.`, { hint: HOW_TO_MAKE });
}
