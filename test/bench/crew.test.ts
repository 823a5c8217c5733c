/** What a crew leaves: nothing, also of a service that left its keeper's group when its keeper was killed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Crew } from "../../src/bench/crew.js";
import { OWNER } from "../../src/last-will.js";
import { ProcessGroup } from "../../src/machine/process-group.js";
import { isAlive, until } from "../end-to-end/processes.js";
import { CALL_MS, receiver, request } from "../services/keeper.js";

test("a daemon whose keeper was killed is ended with the round", async () => {
  const context = {
    entries: { service: "", generator: "" },
    pinning: { services: [], generators: [] },
    scenario: { run: { readySeconds: 10 } },
  };
  const crew = new Crew(context as unknown as ConstructorParameters<typeof Crew>[0]);
  const service = { command: `setsid --fork ${receiver()}` };
  const keeper = crew.service({ name: "mine", transport: request.transport, config: {}, service }, "ingest");
  await keeper.call("start", request, CALL_MS);
  const group = new ProcessGroup(keeper.pid, OWNER.PUSHBENCH_OWNER);
  const daemons = [...group.find()];
  assert.equal(daemons.length, 1);
  process.kill(keeper.pid, "SIGKILL");
  await assert.rejects(crew.death, { code: "service-died" });
  assert.ok(daemons.every(isAlive), "nobody else ends it");
  await crew.dismiss();
  await until("it is gone", () => !daemons.some(isAlive), 5_000);
});
