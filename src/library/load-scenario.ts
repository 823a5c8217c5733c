/** Programs find scenarios as the command line does: those of the current folder come before the shipped ones. */
import path from "node:path";
import { packageDirectory } from "../files/installed.js";
import { loadScenario as load, type Scenario, type ScenarioPlaces } from "../scenario/load.js";

/**
 * Loads a scenario by its name, looked up in scenarios/ of the current folder and then among the shipped ones, or by its path, and
 * applies the `path=value` overrides. Rejects with PushbenchError scenario-not-found or scenario-invalid.
 */
export const loadScenario = (
  nameOrPath: string,
  options: Partial<ScenarioPlaces> & { overrides?: readonly string[] } = {},
): Promise<Scenario> => {
  const directories = [path.resolve(options.cwd ?? "", "scenarios"), path.join(packageDirectory, "scenarios")];
  return load(nameOrPath, { directories, ...options });
};
