/** Questions on a real terminal. They go to stderr, so that the answer on stdout can be sent elsewhere. */
import { createInterface } from "node:readline";
import { PushbenchError } from "../../errors.js";

export interface Questions {
  ask(text: string): Promise<string>;
  close(): void;
}

/** Undefined where nobody sits at a terminal. */
export const terminalQuestions = (): Questions | undefined =>
  process.stdin.isTTY && process.stderr.isTTY ? questionsOn(process.stdin, process.stderr) : undefined;

/** Of a terminal. A question rejects with `interrupted` on Ctrl-C and Ctrl-D. */
export function questionsOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Questions {
  const lines = createInterface({ input, output, terminal: true });
  // Somebody may paste all answers at once, so what was typed before it was asked for is kept
  const typed: string[] = [];
  let isClosed = false;
  let wake = (): void => {};
  lines.on("line", (line) => {
    typed.push(line);
    wake();
  });
  lines.on("SIGINT", () => {
    typed.length = 0;
    lines.close();
  });
  lines.on("close", () => {
    isClosed = true;
    wake();
  });
  return {
    async ask(text) {
      if (typed.length === 0 && !isClosed) {
        const [prompt, ...above] = text.split("\n").reverse();
        if (above.length > 0) output.write(`${above.reverse().join("\n")}\n`);
        lines.setPrompt(prompt!);
        lines.prompt();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const line = typed.shift();
      if (line !== undefined) return line;
      throw new PushbenchError("interrupted", "The questions were broken off.", {
        hint: "Give the workload with --set or --workload instead: docs/advise.md has every key.",
      });
    },
    close: () => lines.close(),
  };
}
