/** Everything that must hold of a page that is one file: for every width, theme and medium, with scripts and without. */
import { type Browser, lookAt, type Page, WIDTHS } from "../../scripts/chromium.js";
import { axeFaults } from "./axe.js";
import { pictureContrastFaults } from "./contrast.js";
import { hiddenFolds, setFolds } from "./folds.js";
import { keyboardFaults } from "./keyboard.js";
import { openPage } from "./opened-page.js";
import { orderFaults } from "./order.js";
import { readingFaults, treeOf } from "./reading.js";
import { textBoxes, textFaults, widthFaults } from "./text-boxes.js";

/** What is wrong, by the check that found it; empty where nothing is. */
export type Faults = Record<string, string[]>;

/** px: A4 with Chromium's margins, at 96 to the inch. */
const PRINTED_WIDTH = 718;
const [NARROW, MIDDLE, WIDE] = WIDTHS;

export async function staticPageFaults(browser: Browser, address: string): Promise<Faults> {
  const { page, misdeeds } = await openPage(browser, address);
  const faults: Faults = {};
  const note = (check: string, found: readonly string[]): void => {
    if (found.length > 0) faults[check] = [...new Set([...(faults[check] ?? []), ...found])];
  };
  await lookAt(page, { width: MIDDLE, theme: "light" });
  note("without scripts", await scriptFaults(browser, address, page));
  await lookAt(page, { width: NARROW, theme: "light" });
  note("keyboard", await keyboardFaults(page));
  await setFolds(page, true);
  note("order", await orderFaults(page));
  for (const width of WIDTHS) {
    await lookAt(page, { width, theme: "light" });
    note(`width at ${width} px`, await widthFaults(page));
    note(`texts at ${width} px`, await textFaults(page));
  }
  note("axe", await axeFaults(page));
  note("screen reader", readingFaults(await treeOf(page)));
  note("pictures, light", await pictureContrastFaults(page));
  await lookAt(page, { width: WIDE, theme: "dark" });
  note("axe, dark", await axeFaults(page, ["color-contrast"]));
  note("pictures, dark", await pictureContrastFaults(page));
  await setFolds(page, false);
  note("print", await printFaults(page));
  note("misdeeds", misdeeds);
  await page.close();
  return faults;
}

/** Paper has no folds to open: it shows them open, in the colours of paper whatever the reader's theme. */
async function printFaults(page: Page): Promise<string[]> {
  await lookAt(page, { width: PRINTED_WIDTH, theme: "dark", isPrinted: true });
  const found = [
    ...(await hiddenFolds(page)).map((name) => `“${name}” cannot be opened on paper`),
    ...(await textFaults(page)),
    ...(await pictureContrastFaults(page)),
  ];
  const pages = await printedPages(page);
  await setFolds(page, true);
  const withAllOpen = await printedPages(page);
  await setFolds(page, false);
  if (pages < 1) found.push("nothing is printed");
  if (pages !== withAllOpen) found.push(`${pages} pages are printed, and ${withAllOpen} with all folds open`);
  return found;
}

export async function printedPages(page: Page): Promise<number> {
  const document = Buffer.from(await page.pdf({ format: "a4" })).toString("latin1");
  return [...document.matchAll(/\/Type\s*\/Page\b/g)].length;
}

/** A viewer that forbids scripts shows the same texts at the same places. */
async function scriptFaults(browser: Browser, address: string, page: Page): Promise<string[]> {
  const expected = await textBoxes(page);
  const without = await openPage(browser, address, { hasScripts: false });
  await lookAt(without.page, { width: MIDDLE, theme: "light" });
  const found = await textBoxes(without.page);
  await without.page.close();
  const isSame = JSON.stringify(found) === JSON.stringify(expected);
  return [...without.misdeeds, ...(isSame ? [] : ["the page is another one without scripts"])];
}
