/** How many generator processes a run may have. */
import { PushbenchError } from "../errors.js";

/** Beyond this no machine has a CPU for each. */
const MAX_GENERATORS = 64;

/** More processes than rooms or clients would leave some with nothing to do. `option`: what the number was given by. */
export function requireGenerators(generators: number, clients: number, option = "--generators"): void {
  if (Number.isInteger(generators) && generators >= 1 && generators <= Math.min(clients, MAX_GENERATORS)) return;
  throw new PushbenchError(
    "usage",
    `${option} must be a whole number from 1 to ${Math.min(clients, MAX_GENERATORS)}, got ${generators}.`,
    {
      hint: "One is enough unless the report says generator-bound; each wants a CPU of its own.",
    },
  );
}
