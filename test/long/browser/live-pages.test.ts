/** The live page of real runs in a real browser: it moves, is read, survives what happens to pages, and becomes the report. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { lookAt, type Page, WIDTHS } from "../../../scripts/chromium.js";
import { axeFaults } from "../../browser/axe.js";
import { openPage } from "../../browser/opened-page.js";
import { headingsOf, readingFaults, treeOf } from "../../browser/reading.js";
import { skip } from "../../browser/skipped.js";
import { textFaults, widthFaults } from "../../browser/text-boxes.js";
import { watchedLive } from "../../browser/watched-live.js";
import { withBrowser } from "../../browser/with-browser.js";
import { shortRun } from "../../end-to-end/command-line.js";
import { scratchFolder } from "../../end-to-end/processes.js";
import { skip as withoutNats } from "../../fleet/nats-process.js";
import { fleetOfTest } from "../fleet/fleet-run.js";

const using = withBrowser();
const WAIT = { timeout: 60_000 };

interface OpenedLive {
  page: Page;
  misdeeds: string[];
}

async function opened(context: TestContext, url: string, hasScripts = true): Promise<OpenedLive> {
  const live = await openPage(using.browser, url, { hasScripts, mayRequest: (asked) => asked.startsWith(url) });
  context.after(() => live.page.close());
  return live;
}

const textOf = (page: Page, selector = "body"): Promise<string> =>
  page.$eval(selector, (one) => (one as unknown as { innerText: string }).innerText);

/** Resolves when the text is there. */
const shows = async (page: Page, words: string): Promise<void> => {
  await page.waitForFunction(`document.body.innerText.includes(${JSON.stringify(words)})`, WAIT);
};

const endsAs = (page: Page, title: string): Promise<unknown> =>
  page.waitForFunction(`document.querySelector("h1")?.textContent.startsWith(${JSON.stringify(title)})`, WAIT);

const small = ["--set", "clients=20"];

test("a bench is watched from its first rounds to its report, through a reload and a broken connection", {
  skip,
}, async (context) => {
  const { url } = await watchedLive(context, ["bench", "chat", ...small, ...shortRun(20)]);
  const { page, misdeeds } = await opened(context, url);
  await shows(page, "Round 2 of 20");
  await page.waitForFunction('/measured|warm-up/.test(document.querySelector("#now").textContent)', WAIT);
  assert.equal((await page.$$("canvas")).length, 3);
  const [text, now] = [await textOf(page), await textOf(page, "#now")];
  for (const part of ["Deliveries per second", "The last slice of each approach", "The rounds so far", "Warnings"])
    assert.ok(text.includes(part), part);
  assert.match(now, /webhook\s+(measured|warm-up)\s+[\d,]+\/s\s+[\d,]+\/s\s+[\d.]+ [µm]s/);
  await page.reload();
  await shows(page, "Round ");
  await page.setOfflineMode(true);
  await page.reload().catch(() => undefined); // the page cannot be had now
  await page.setOfflineMode(false);
  await page.goto(url);
  await endsAs(page, "Team chat: webhook / websocket");
  assert.equal((await page.$$("canvas")).length, 0);
  assert.match(await textOf(page), /Run it again/);
  // What is lost, and the pictures of the browser's own page about it.
  const unexpected = misdeeds.filter((one) => !/ERR_INTERNET_DISCONNECTED|^request: data:image/.test(one));
  assert.deepEqual(unexpected, []);
});

test("a live page has what every page must have while it moves", { skip }, async (context) => {
  const { run, url } = await watchedLive(context, ["bench", "chat", ...small, ...shortRun(60)]);
  const { page, misdeeds } = await opened(context, url);
  await shows(page, "Round 2 of 60");
  for (const width of WIDTHS) {
    await lookAt(page, { width, theme: "light" });
    await page.waitForFunction("document.documentElement.scrollWidth <= innerWidth", WAIT); // charts are drawn anew
    assert.deepEqual(await widthFaults(page), [], `${width}`);
    assert.deepEqual(await textFaults(page), [], `${width}`);
  }
  assert.deepEqual(await axeFaults(page), []);
  const tree = await treeOf(page);
  // The tables below all of the charts have their numbers.
  const faults = readingFaults(tree).filter((fault) => !/has no table of its numbers/.test(fault));
  assert.deepEqual(faults, []);
  assert.equal(headingsOf(tree)[0]!.name, "Team chat, live");
  await lookAt(page, { width: 1400, theme: "dark" });
  assert.deepEqual(await axeFaults(page, ["color-contrast"]), []);
  assert.equal(run.exit, undefined, "it was looked at while it moved");
  const { page: still } = await opened(context, url, false);
  assert.match(await textOf(still), /Without scripts this page does not move by itself/);
  await page.bringToFront(); // Chromium moves only what can be seen
  run.child.kill("SIGINT");
  await endsAs(page, "Team chat: webhook / websocket");
  assert.match(await textOf(page), /interrupted/);
  assert.deepEqual(misdeeds, []);
});

test("the live page of a fleet shows its hosts", { skip: skip || withoutNats }, async (context) => {
  const fleet = await fleetOfTest(context);
  await fleet.worker("first");
  await fleet.worker("second");
  const { url } = await watchedLive(context, ["bench", "chat", ...small, ...shortRun(6), ...fleet.options(2)]);
  const { page, misdeeds } = await opened(context, url);
  await page.waitForFunction(
    '/first.*playing[^]*second.*playing/.test(document.querySelector("#hosts").innerText)',
    WAIT,
  );
  assert.match(await textOf(page, "#hosts"), /^Hosts\s+worker\s+host\s+clients\s+state\s+clock within\s/);
  for (const width of WIDTHS) {
    await lookAt(page, { width, theme: "light" });
    assert.deepEqual(await widthFaults(page), [], `${width}`);
    assert.deepEqual(await textFaults(page), [], `${width}`);
  }
  assert.deepEqual(await axeFaults(page), []);
  await endsAs(page, "Team chat: webhook / websocket");
  assert.match(await textOf(page), /Hosts/);
  assert.deepEqual(misdeeds, []);
});

const studies: Record<string, (folder: string) => { argv: string[]; during: string; end: string }> = {
  sweep: () => ({
    argv: ["sweep", "chat", "--over", "arrivals.perSecond=20,40", "--rounds", "1", ...small, ...shortRun().slice(2)],
    during: "The study so far",
    end: "Team chat: sweep over arrivals.perSecond",
  }),
  crossover: () => ({
    argv: [
      "crossover",
      "chat",
      "--rates",
      "20..40",
      "--points",
      "2",
      "--rounds",
      "1",
      ...small,
      ...shortRun().slice(2),
    ],
    during: "The study so far",
    end: "Team chat: sweep over arrivals.rate",
  }),
  capacity: () => ({
    argv: ["capacity", "payment", "--approaches", "websocket", "--trials", "12", "--seconds", "0.5", ...small],
    during: "The study so far",
    end: "Payment notifications with a flash sale: capacity",
  }),
  gate: (folder) => ({
    argv: ["gate", "chat", ...small, "--baseline", `${folder}/baseline.json`, "--rounds-limit", "2", "--update"],
    during: "The rounds so far",
    end: "",
  }),
};

for (const [name, make] of Object.entries(studies))
  test(`${name} is watched to its end`, { skip }, async (context) => {
    const { argv, during, end } = make(scratchFolder(context));
    const { url } = await watchedLive(context, argv);
    const { page, misdeeds } = await opened(context, url);
    await shows(page, during);
    await page.waitForFunction('document.querySelectorAll("#now td").length > 0', WAIT);
    await lookAt(page, { width: 800, theme: "light" });
    assert.deepEqual(await textFaults(page), []);
    assert.deepEqual(await axeFaults(page), []);
    await page.waitForFunction('document.querySelectorAll("#now").length === 0', { timeout: 300_000 });
    if (end !== "") assert.equal(await page.$eval("h1", (title) => title.textContent), end);
    assert.deepEqual(await textFaults(page), []);
    assert.deepEqual(misdeeds, []);
  });
