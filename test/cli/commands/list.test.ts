import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { useNames, uses } from "../../../src/scenario/uses.js";
import { scenarioText } from "../../scenario/scenario-file.js";
import { fakeEnvironment, runFake } from "../fake-environment.js";

test("list groups one's own scenarios and the shipped ones by their use, in columns", async (context) => {
  const environment = await fakeEnvironment(context);
  await mkdir(join(environment.cwd, "scenarios"));
  await writeFile(join(environment.cwd, "scenarios", "mine.yaml"), scenarioText({ title: "title: My own" }));
  const ticket = scenarioText({ title: "title: Tickets\nuse: notifications" });
  await writeFile(join(environment.cwd, "scenarios", "tickets.yaml"), ticket);
  await writeFile(join(environment.cwd, "scenarios", "wrong.yaml"), "title: Wrong\n");
  const { exitCode, stdout } = await runFake(context, ["list"], environment);
  assert.equal(exitCode, 0);
  const [header, ...groups] = stdout.trimEnd().split("\n\n");
  assert.match(header!, /^ +scenario +flow +title$/);
  const headings = groups.map((group) => group.split("\n")[0]);
  assert.deepEqual(headings, [...useNames.map((use) => `${use}: ${uses[use]}`), "without a use:"]);
  const under = (use: string): string => groups[headings.findIndex((heading) => heading!.startsWith(use))]!;
  assert.match(under("messaging"), /^ +chat +relay +Team chat$/m);
  assert.match(under("notifications"), /^ +tickets +relay +Tickets$/m);
  assert.match(under("without"), /^ +mine +relay +My own$/m);
  assert.match(under("without"), /^ +wrong +- +\(\d+ problems in scenarios\/wrong\.yaml\)$/m);
  const column = header!.indexOf("title");
  for (const line of groups.flatMap((group) => group.split("\n").slice(1)))
    assert.match(line.slice(column - 2, column + 1), /^ {2}\S$/, line);
});

test("list --json is for machines", async (context) => {
  const { exitCode, stdout } = await runFake(context, ["list", "--json"]);
  assert.equal(exitCode, 0);
  const scenarios = JSON.parse(stdout) as {
    name: string;
    flow: string;
    clients: number;
    title: string;
    use: string;
    file: string;
  }[];
  const chat = scenarios.find(({ name }) => name === "chat");
  assert.deepEqual(
    { ...chat, file: undefined },
    {
      name: "chat",
      file: undefined,
      title: "Team chat",
      use: "messaging",
      flow: "relay",
      clients: 200,
    },
  );
});
