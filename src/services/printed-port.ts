/** The port of a program that chooses it itself and prints it. What is read is passed on, for the end of it goes into messages. */
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";

/** How long a line without an end may stand still before it is taken for a whole one. */
const LINE_STILL_MS = 200;
/** Nobody prints the port after more than that, and a program that prints for hours must not fill the memory. */
const MOST_CHARACTERS = 1024 * 1024;

const LAST_PORT = 65_535;

/**
 * Resolves with the port, and never if it is not printed. Rejects where what the pattern's first group found is none. Everything is
 * passed on for ever.
 */
export function printedPort(
  streams: readonly Readable[],
  pattern: string,
  passOn: (chunk: Buffer) => void,
): Promise<number> {
  const wanted = new RegExp(pattern, "m");
  return new Promise((resolve, reject) => {
    for (const stream of streams) {
      const decoder = new StringDecoder("utf8");
      let printed: string | undefined = "";
      let still: NodeJS.Timeout | undefined;
      const look = (text: string): void => {
        const found = wanted.exec(stripVTControlCharacters(text));
        if (found === null) return;
        printed = undefined;
        clearTimeout(still);
        const port = Number(found[1]);
        if (Number.isInteger(port) && port > 0 && port <= LAST_PORT) resolve(port);
        else reject(new Error(`"${found[0]}" matches, but its first group ("${found[1] ?? ""}") is no port`));
      };
      stream.on("data", (chunk: Buffer) => {
        passOn(chunk);
        if (printed === undefined) return;
        printed = (printed + decoder.write(chunk)).slice(-MOST_CHARACTERS);
        clearTimeout(still);
        still = setTimeout(() => look(printed ?? ""), LINE_STILL_MS);
        look(printed.slice(0, printed.lastIndexOf("\n") + 1));
      });
    }
  });
}
