import { choosePinning } from "../../machine/cpu-pinning.js";
import type { CheckPlace } from "../../stacks/check-stack.js";
import type { Environment } from "../environment.js";

/** Where checks start their services: as a run would. */
export const checkPlace = ({ serviceEntry, generatorEntry }: Environment): Pick<CheckPlace, "entries" | "pinning"> => ({
  entries: { service: serviceEntry, generator: generatorEntry },
  pinning: choosePinning(),
});
