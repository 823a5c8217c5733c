/** Whatever somebody wrote into a result shows as text: nothing of it becomes an element, runs or is loaded, with the page's policy and without. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "../../../scripts/chromium.js";
import { reportHtml } from "../../../src/reporters/html/report-html.js";
import { ratiosSvg } from "../../../src/reporters/result-charts/ratios.js";
import { failed, troubled } from "../../browser/bent-results.js";
import type { PageDocument } from "../../browser/dom.js";
import { setFolds } from "../../browser/folds.js";
import { hostileResult } from "../../browser/hostile-result.js";
import { asRead } from "../../browser/hostile-texts.js";
import { openPage } from "../../browser/opened-page.js";
import { skip } from "../../browser/skipped.js";
import { textFaults, widthFaults } from "../../browser/text-boxes.js";
import { withBrowser } from "../../browser/with-browser.js";

declare const document: PageDocument;
declare const window: { ran?: unknown };

const using = withBrowser();

const POLICY = /<meta http-equiv="Content-Security-Policy"[^>]*>/;

/** Elements and attributes of the page that pushbench never writes. */
const strangers = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const elements = new Set(
      "html head meta title style body header main footer section nav h1 h2 h3 h4 p ul ol li dl dt dd strong code pre abbr a figure figcaption details summary div span table caption thead tbody tr th td svg g path line rect circle text desc".split(
        " ",
      ),
    );
    const attribute =
      /^(?:class|id|title|href|scope|role|aria-[a-z]+|tabindex|lang|charset|name|content|http-equiv|viewBox|d|transform|x|y|x1|x2|y1|y2|cx|cy|r|width|height|text-anchor|xmlns|open)$/;
    return [...document.querySelectorAll("*")].flatMap((one) => [
      ...(elements.has(one.nodeName.toLowerCase()) ? [] : [`<${one.nodeName}>`]),
      ...[...one.attributes]
        .filter(
          ({ name, value }) =>
            !attribute.test(name) || (name === "href" && !/^(#[\w-]+|[\w-][\w.-]*(\/[\w-][\w.-]*)*)$/.test(value)),
        )
        .map(({ name, value }) => `${one.nodeName} ${name}="${value}"`),
    ]);
  });

const hasRun = (page: Page): Promise<boolean> => page.evaluate(() => window.ran !== undefined);

const FILES = {
  "a report of rounds that went wrong": troubled,
  "a report of a run that failed": failed,
};

for (const [name, result] of Object.entries(FILES)) {
  const hostile = hostileResult(result());
  const html = reportHtml(hostile.result);
  for (const [how, written] of [
    ["", html],
    [", without its policy", html.replace(POLICY, "")],
  ] as const)
    test(`${name}, full of markup${how}: nothing runs, and nothing becomes an element`, { skip }, async () => {
      assert.equal(POLICY.test(written), how === "");
      const { page, misdeeds } = await openPage(using.browser, using.written(`hostile ${name}${how}`, written));
      await setFolds(page, true);
      assert.deepEqual(await strangers(page), []);
      assert.equal(await hasRun(page), false);
      assert.deepEqual(misdeeds, []);
      await page.close();
    });

  test(`${name}, full of markup: it stands there as somebody wrote it, and breaks no line or box`, {
    skip,
  }, async () => {
    const { page } = await openPage(using.browser, using.written(`hostile ${name}`, html));
    await setFolds(page, true);
    const text = asRead(await page.evaluate(() => document.body.textContent ?? ""));
    const shown = hostile.shown.map(asRead).filter((one) => text.includes(one));
    assert.ok(shown.length >= 15, `${shown.length} of ${hostile.shown.length} texts are in the page`);
    for (const one of [hostile.result.scenario.title, ...hostile.result.approaches.map((approach) => approach.name)])
      assert.ok(text.includes(asRead(one)), one);
    assert.deepEqual(await widthFaults(page), []);
    assert.deepEqual(await textFaults(page), []);
    await page.close();
  });
}

test("a picture beside a report, opened by itself, is a picture and nothing else", { skip }, async () => {
  const svg = ratiosSvg(hostileResult(troubled()).result);
  const { page, misdeeds } = await openPage(using.browser, using.written("hostile picture", svg, "svg"));
  assert.deepEqual(await strangers(page), []);
  assert.equal(await hasRun(page), false);
  assert.deepEqual(misdeeds, []);
  await page.close();
});
