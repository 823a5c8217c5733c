/** A run may have only so many generator processes. */
import { PushbenchError } from "../errors.js";

/** No machine has a CPU for each of more processes. */
const MAX_GENERATORS = 64;

/** With more processes than rooms or clients, some would have nothing to do. `option` is what the number was given by. */
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
