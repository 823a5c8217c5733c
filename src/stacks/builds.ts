/** Makes what must be made before a stack can start, once in the life of this process, in folders that go with it. */
import { PushbenchError } from "../errors.js";
import { type ScratchFolder, scratchFolder } from "../files/scratch-folder.js";
import type { Flow } from "../flow.js";
import { ProgramFailed, runProgram } from "../processes/run-program.js";
import type { StartedService } from "../result/service-source.js";
import type { SpelledApproach } from "../scenario/approaches.js";
import type { Stack } from "./stack.js";

/** The variable by which `build` and the service's command are told the folder. */
const FOLDER = "STACK_BUILD";

export class Builds {
  readonly #built = new Map<string, Promise<Stack>>();
  readonly #folders: ScratchFolder[] = [];

  /** The stack with what its command must know. Rejects with PushbenchError stack-check-failed where it cannot be built. */
  of(stack: Stack, signal: AbortSignal): Promise<Stack> {
    if (stack.build === undefined) return Promise.resolve(stack);
    const known = this.#built.get(stack.folder);
    if (known !== undefined) return known;
    const building = this.#build(stack, stack.build, signal);
    this.#built.set(stack.folder, building);
    return building;
  }

  /** Removes all that was built. */
  remove(): void {
    for (const folder of this.#folders) folder.remove();
  }

  async #build(stack: Stack, command: string, signal: AbortSignal): Promise<Stack> {
    const folder = scratchFolder("stack");
    this.#folders.push(folder);
    const env = { ...process.env, [FOLDER]: folder.path };
    try {
      await runProgram("/bin/sh", ["-c", command], { cwd: stack.folder, env, signal });
    } catch (error) {
      if (!(error instanceof ProgramFailed)) throw error;
      throw new PushbenchError("stack-check-failed", `The stack ${stack.name} could not be built: ${error.message}.`, {
        hint: error.output,
        cause: error,
      });
    }
    const approaches = Object.entries(stack.approaches).map(([flow, approach]) => [flow, told(approach, folder.path)]);
    return { ...stack, approaches: Object.fromEntries(approaches) as Partial<Record<Flow, SpelledApproach>> };
  }
}

function told(approach: SpelledApproach, folder: string): SpelledApproach {
  const service = approach.service as StartedService; // the schema of a stack knows no other
  return { ...approach, service: { ...service, env: { ...service.env, [FOLDER]: folder } } };
}
