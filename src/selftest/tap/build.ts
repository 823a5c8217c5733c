/** Builds the tap, where there is what it takes: a user without a compiler gets the rest of the self-test. */
import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The same from the source and from `dist/`: the package ships this one file of `src/`. */
const SOURCE = fileURLToPath(new URL("../../../../src/selftest/tap/tap.c", import.meta.url));

/** The program's path, or why there is none. */
export type Tap = { program: string } | { missing: string };

export async function buildTap(
  folder: string,
  { compiler = process.env.CC ?? "cc", platform = process.platform }: { compiler?: string; platform?: string } = {},
): Promise<Tap> {
  if (platform !== "linux") return { missing: "the tap reads Linux's own counts of CPU and memory" };
  const program = path.join(folder, "tap");
  try {
    await promisify(execFile)(compiler, ["-O2", "-std=gnu11", "-o", program, SOURCE]);
    return { program };
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT")
      return {
        missing: `there is no C compiler named ${compiler} (on Debian and Ubuntu: apt-get install gcc libc6-dev)`,
      };
    return { missing: `${compiler} cannot build the tap: ${stderr?.trim().split("\n")[0] || `it ended with ${code}`}` };
  }
}
