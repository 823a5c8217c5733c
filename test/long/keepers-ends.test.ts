/** However a keeper ends, nothing stays of what it started. */
import { test } from "node:test";
import { assertNothingStays, programs } from "../services/keepers-ends.js";

for (const [what, { by }] of Object.entries(programs))
  for (const end of by)
    test(`nothing stays of ${what} after ${end}`, (context) =>
      assertNothingStays(context, what as keyof typeof programs, end));
