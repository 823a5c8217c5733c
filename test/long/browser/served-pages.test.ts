/** `pushbench serve` in a real browser: the start page is searched, two are compared, a file is got, and nothing else is reached. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lookAt, type Page, WIDTHS } from "../../../scripts/chromium.js";
import { axeFaults } from "../../browser/axe.js";
import { keyboardFaults } from "../../browser/keyboard.js";
import { openPage } from "../../browser/opened-page.js";
import { orderFaults } from "../../browser/order.js";
import { readingFaults, treeOf } from "../../browser/reading.js";
import { type ServedFolder, servedFolder } from "../../browser/served-folder.js";
import { skip } from "../../browser/skipped.js";
import { textFaults, widthFaults } from "../../browser/text-boxes.js";
import { withBrowser } from "../../browser/with-browser.js";

const using = withBrowser();
let served: ServedFolder;
before(async () => {
  if (!skip) served = await servedFolder();
});
after(() => served?.end());

const opened = (path: string, options: { hasScripts?: boolean } = {}) =>
  openPage(using.browser, new URL(path, served.url).href, {
    ...options,
    mayRequest: (url) => url.startsWith(served.url),
  });

const linksOf = (page: Page): Promise<string[]> =>
  page.$$eval("main a", (links) => links.map((link) => (link as unknown as { href: string }).href));

/** Everything that must hold of a page, whatever it shows. */
async function faultsOf(page: Page): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  // What stays at the lower edge while the page is scrolled is looked at where it lies in the end.
  await page.$$eval(".choice", (bars) => {
    for (const bar of bars as unknown as { style: { position: string } }[]) bar.style.position = "static";
  });
  for (const width of WIDTHS) {
    await lookAt(page, { width, theme: "light" });
    found[`width at ${width}`] = await widthFaults(page);
    found[`texts at ${width}`] = await textFaults(page);
  }
  found.axe = await axeFaults(page);
  found.order = await orderFaults(page);
  found.keyboard = await keyboardFaults(page);
  found.reading = readingFaults(await treeOf(page));
  await lookAt(page, { width: 1400, theme: "dark" });
  found["axe, dark"] = await axeFaults(page, ["color-contrast"]);
  return Object.fromEntries(Object.entries(found).filter(([, faults]) => faults.length > 0));
}

test("the start page has what every page must have, and lists what somebody full of malice has named", {
  skip,
}, async () => {
  const { page, misdeeds } = await opened("/");
  assert.deepEqual(await faultsOf(page), {});
  const text = await page.$eval("body", (body) => (body as unknown as { innerText: string }).innerText);
  assert.match(text, /Team chat[\s\S]*An outage/);
  assert.match(text, /onerror=alert\(1\)/);
  assert.match(text, /torn/);
  assert.deepEqual(misdeeds, []);
  await page.close();
});

test("without scripts it is searched, two are chosen and compared, and a file is got", { skip }, async () => {
  const { page, misdeeds } = await opened("/", { hasScripts: false });
  await page.type("input[name=words]", "outage");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /words=outage/);
  const found = (await linksOf(page)).filter((link) => link.includes("/page/"));
  assert.deepEqual(new Set(found.map((link) => new URL(link).pathname)), new Set(["/page/outage/result.json"]));
  await page.goto(new URL("/", served.url).href);
  const radios = await page.$$("input[type=radio]");
  const places = await Promise.all(
    radios.map((radio) => radio.evaluate((one) => `${one.getAttribute("name")} ${one.getAttribute("value")}`)),
  );
  const choose = (side: string, folder: string): Promise<void> =>
    radios[places.findIndex((place) => place.startsWith(`${side} ${folder}`))]!.click();
  await choose("before", "chat/2026-01-01");
  await choose("after", "chat/2026-01-02");
  const [button] = await page.$$("xpath/.//button[contains(., 'Compare')]");
  await Promise.all([page.waitForNavigation(), button!.click()]);
  assert.match(page.url(), /compare/);
  assert.match(await page.$eval("h1", (title) => title.textContent ?? ""), /Team chat/);
  assert.deepEqual(misdeeds, []);
  await page.close();
});

for (const [what, path] of [
  ["a run", "/page/chat/2026-01-02T10-00-00/result.json"],
  ["a study", "/page/sweep/study.json"],
  ["a result full of markup", "/page/hostile/result.json"],
  ["what cannot be read", "/page/torn/result.json"],
] as const)
  test(`the page of ${what} has what every page must have, and asks for nothing elsewhere`, { skip }, async () => {
    const { page, misdeeds } = await opened(path);
    const found = await faultsOf(page);
    assert.deepEqual(found, {});
    assert.deepEqual(
      misdeeds.filter((one) => !/status of (404|422|500)/.test(one)),
      [],
    );
    await page.close();
  });

test("with a token nobody comes in without it", { skip }, async () => {
  const secret = await servedFolder("--token");
  try {
    const { origin } = new URL(secret.url);
    assert.equal((await fetch(secret.url)).status, 200);
    for (const wrong of [`${origin}/`, `${origin}/${"0".repeat(32)}/`]) assert.equal((await fetch(wrong)).status, 403);
    const { page } = await openPage(using.browser, secret.url, { mayRequest: (url) => url.startsWith(origin) });
    assert.match(await page.$eval("h1", (title) => title.textContent ?? ""), /Results/);
    await page.close();
  } finally {
    await secret.end();
  }
});
