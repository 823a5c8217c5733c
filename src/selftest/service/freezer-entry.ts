/** The program of a process that stops and continues its parent, the service, because a stopped service cannot wake itself. */
import type { Freeze } from "../freeze.js";

const service = process.ppid;
let timer: NodeJS.Timeout | undefined;

/** Times are computed from the first, so that a late timer does not stretch the period. */
function freezeFrom(startMs: number, { everyMs, forMs }: Freeze): void {
  const at = (ms: number, action: () => void): void => {
    timer = setTimeout(action, ms - performance.now());
  };
  at(startMs, () => {
    process.kill(service, "SIGSTOP");
    at(startMs + forMs, () => {
      process.kill(service, "SIGCONT");
      freezeFrom(startMs + everyMs, { everyMs, forMs });
    });
  });
}

process.on("message", (freeze: Freeze | "stop") => {
  clearTimeout(timer);
  if (freeze !== "stop") freezeFrom(performance.now() + freeze.everyMs - freeze.forMs, freeze);
});
process.on("disconnect", () => process.exit(0));
