/** What a receiver comes to in a closed loop: its limit, measured without pushbench's own drivers. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { pinnedTo } from "../../../src/machine/cpu-pinning.js";
import { NS_PER_US } from "../../../src/units.js";
import { processCpu } from "../../process-cpu.js";
import { ofKnownCapacity, withService } from "../wrk/services.js";
import type { ClosedLoop } from "../wrk/target.js";

const CONNECTIONS = 4;
/** autocannon begins slowly, which takes some 0.1 s. */
const SECONDS = 6;

/** By autocannon, in a process on the generators' CPUs. */
export const closedLoop = (turnUs: number): Promise<ClosedLoop> =>
  withService(ofKnownCapacity(turnUs), async ({ port, pid, generatorCpus }) => {
    const program = createRequire(import.meta.url).resolve("autocannon/autocannon.js");
    const asked = ["-j", "-n", "-m", "POST", "-b", "{}", "-c", `${CONNECTIONS}`, "-d", `${SECONDS}`];
    const [file, ...argv] = pinnedTo(generatorCpus, [process.execPath, program, ...asked, `http://127.0.0.1:${port}/`]);
    const before = processCpu(pid);
    const { stdout } = await promisify(execFile)(file!, argv);
    const after = processCpu(pid);
    const { "2xx": answered, non2xx, errors, duration } = JSON.parse(stdout) as Record<string, number>;
    if (!answered || non2xx || errors) throw new Error(`autocannon had ${errors} errors and ${non2xx} refusals`);
    const cpuNs = after.userNs + after.systemNs - before.userNs - before.systemNs;
    return { requestsPerSecond: answered / duration!, cpuUsPerRequest: cpuNs / answered / NS_PER_US };
  });
