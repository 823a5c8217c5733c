import { spawnSync } from "node:child_process";

/** Why another program cannot take part in a measurement; undefined where it can. */
export const missing = (program: string): string | undefined =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined ? undefined : "it is not installed";
