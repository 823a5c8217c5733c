/** Pages that are one file, in a real browser: every width, theme and medium, by keyboard, for screen readers, without scripts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { skip } from "../../browser/skipped.js";
import { staticPageFaults } from "../../browser/static-page.js";
import { staticPages } from "../../browser/static-pages.js";
import { withBrowser } from "../../browser/with-browser.js";

const using = withBrowser();

for (const [name, make] of Object.entries(staticPages))
  test(name, { skip }, async () => {
    const address = using.written(name, await make());
    assert.deepEqual(await staticPageFaults(using.browser, address), {});
  });
