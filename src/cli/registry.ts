/** Every command that pushbench has, in the order of the help. */
import type { AnyCommand } from "./command.js";

export const commands = {
  bench: async () => (await import("./commands/bench.js")).bench,
  capacity: async () => (await import("./commands/capacity.js")).capacity,
  sweep: async () => (await import("./commands/sweep.js")).sweep,
  crossover: async () => (await import("./commands/crossover.js")).crossover,
  advise: async () => (await import("./commands/advise.js")).advise,
  claims: async () => (await import("./commands/claims.js")).claims,
  list: async () => (await import("./commands/list.js")).list,
  stacks: async () => (await import("./commands/stacks.js")).stacks,
  validate: async () => (await import("./commands/validate.js")).validate,
  init: async () => (await import("./commands/init.js")).init,
  report: async () => (await import("./commands/report.js")).report,
  serve: async () => (await import("./commands/serve.js")).serve,
  compare: async () => (await import("./commands/compare.js")).compare,
  gate: async () => (await import("./commands/gate.js")).gate,
  calibrate: async () => (await import("./commands/calibrate.js")).calibrate,
  history: async () => (await import("./commands/history.js")).history,
  worker: async () => (await import("./commands/worker.js")).worker,
  fleet: async () => (await import("./commands/fleet.js")).fleet,
  "remote-token": async () => (await import("./commands/remote-token.js")).remoteToken,
  selftest: async () => (await import("./commands/selftest.js")).selftest,
} satisfies Record<string, () => Promise<AnyCommand>>;
