import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeEnvironment, runFake } from "./fake-environment.js";

/** What npm 11 leaves of `npm run <script> --scenario payment --quick` in the environment. */
const taken = { npm_config_scenario: "true", npm_config_quick: "true", npm_config_yes: "", npm_config_json: "true" };

test("options that npm took for itself are named, with the dashes that it wants", async (context) => {
  const environment = await fakeEnvironment(context);
  environment.env = { ...taken, npm_lifecycle_event: "pushbench" };
  assert.deepEqual(
    await runFake(context, ["bench", "payment"], environment).then(({ exitCode, stderr }) => [exitCode, stderr]),
    [
      2,
      "error: npm took --scenario, --quick for itself instead of handing it on.\n" +
        "hint: npm needs a -- before options that are not its own: npm run pushbench -- bench --scenario … --quick …\n",
    ],
  );
  environment.env = { ...taken, npm_lifecycle_event: "bench" };
  assert.match(
    (await runFake(context, ["bench", "payment"], environment)).stderr,
    /: npm run bench -- --scenario … --quick …\n$/,
  );
});

test("outside npm, and for what npm itself knows, nothing is refused", async (context) => {
  const environment = await fakeEnvironment(context);
  environment.env = taken;
  assert.equal((await runFake(context, ["list"], environment)).exitCode, 0);
  environment.env = { npm_lifecycle_event: "pushbench", npm_config_json: "true" };
  assert.equal((await runFake(context, ["list"], environment)).exitCode, 0);
});
