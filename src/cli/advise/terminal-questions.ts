/** Questions on a real terminal. They go to stderr, so that the answer on stdout can be sent elsewhere. */
import { createInterface } from "node:readline/promises";
import { PushbenchError } from "../../errors.js";

export interface Questions {
  ask(text: string): Promise<string>;
  close(): void;
}

/** Undefined where nobody sits at a terminal. A question rejects with `interrupted` on Ctrl-C and Ctrl-D. */
export function terminalQuestions(): Questions | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const stop = new AbortController();
  lines.on("SIGINT", () => stop.abort());
  lines.on("close", () => stop.abort());
  return {
    ask: (text) =>
      lines.question(text, { signal: stop.signal }).catch((cause: unknown) => {
        throw new PushbenchError("interrupted", "The questions were broken off.", {
          hint: "Give the workload with --set or --workload instead: docs/advise.md has every key.",
          cause,
        });
      }),
    close: () => lines.close(),
  };
}
