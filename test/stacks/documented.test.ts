/** docs/stacks.md against the code: its keys, its promises, its whole stack. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { webhookPromises } from "../../src/stacks/check-webhook.js";
import { websocketPromises } from "../../src/stacks/check-websocket.js";
import { stackSchema } from "../../src/stacks/stack-schema.js";

const page = readFileSync("docs/stacks.md", "utf8");

/** The back-ticked words of the first column of the table that follows this text. */
function firstColumn(before: string): string[] {
  const table = page
    .slice(page.indexOf(before))
    .split("\n\n")
    .find((part) => part.startsWith("| "))!;
  return table
    .split("\n")
    .slice(2)
    .flatMap((row) => [...row.split("|")[1]!.matchAll(/`([^`]+)`/g)].map(([, word]) => word!));
}

test("the page has every key of a stack.yaml and no other", () => {
  assert.deepEqual(firstColumn("| key |").sort(), Object.keys(stackSchema.shape).sort());
});

test("the page has every promise of each check", () => {
  assert.deepEqual(firstColumn("| a receiver of webhooks |"), [...webhookPromises]);
  assert.deepEqual(firstColumn("| a WebSocket server |"), [...websocketPromises]);
});

test("the stack of the page is one of those that are shipped", () => {
  const [, example] = /```yaml\n(title: Express\n[\s\S]*?)```/.exec(page)!;
  assert.equal(example, readFileSync("stacks/express/stack.yaml", "utf8"));
});
