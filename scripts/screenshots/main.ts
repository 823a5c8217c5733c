/** Pictures of pages, for people to look at: `npm run screenshots -- --out DIR [folders]`. */
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { PushbenchError } from "../../src/errors.js";
import { makeFolders } from "../../src/files/output-folder.js";
import { type Browser, lookAt, type Page, startChromium, type View, WIDTHS } from "../chromium.js";
import { runCommand, say } from "../command.js";
import { whereChromium } from "../where-chromium.js";
import { pagesIn } from "./pages.js";

const HELP = `npm run screenshots -- --out DIR [folders]

Makes pictures of the pages of folders that hold results or studies, by default of reports/examples/: each ${WIDTHS.join(", ")} px wide,
light and dark, once with its folds open, and as it is printed.

  --out DIR      where the pictures go, in a folder for each of the folders
  --only TEXT    only pictures whose name has this text in it, such as "1400-dark"

The variable CHROMIUM names the browser, where it is at no usual place.
`;

const EXAMPLES = path.join("reports", "examples");

const { values: options, positionals } = parseArgs({
  options: {
    out: { type: "string" },
    only: { type: "string", default: "" },
    help: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
await runCommand({ help: HELP, asked: options }, run);

async function run(): Promise<undefined> {
  const { out } = options;
  if (out === undefined)
    throw new PushbenchError("usage", "Nobody said where the pictures go.", { hint: "Give a folder: --out DIR." });
  const chromium = whereChromium();
  if ("missing" in chromium) throw new PushbenchError("usage", `No pictures: ${chromium.missing}.`);
  const folders = positionals.length > 0 ? positionals : readdirSync(EXAMPLES).map((name) => path.join(EXAMPLES, name));
  const browser = await startChromium(chromium.path);
  try {
    for (const folder of folders)
      await pictureFolder(browser, folder, path.join(out, path.basename(path.resolve(folder))));
  } finally {
    await browser.close();
  }
}

async function pictureFolder(browser: Browser, folder: string, out: string): Promise<void> {
  const pages = await pagesIn(folder);
  if (pages.length === 0) throw new PushbenchError("usage", `${folder} has no result, no study and no page.`);
  makeFolders(out);
  for (const { name, html } of pages) {
    const file = path.join(out, `${name}.html`);
    writeFileSync(file, html);
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path.resolve(file)).href);
    await picture(page, path.join(out, name));
    await page.close();
    say(`${folder}: ${path.join(out, name)}-*`);
  }
}

async function picture(page: Page, beginning: string): Promise<void> {
  const views = WIDTHS.flatMap((width) => (["light", "dark"] as const).map((theme): View => ({ width, theme })));
  for (const view of views) await pictureAs(page, view, `${beginning}-${view.width}-${view.theme}`);
  const isPrinted = `${beginning}-print.pdf`;
  if (isPrinted.includes(options.only)) {
    await lookAt(page, { width: WIDTHS[1], theme: "light", isPrinted: true });
    await page.pdf({ path: isPrinted, format: "a4", printBackground: true });
  }
  await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
  for (const width of WIDTHS) await pictureAs(page, { width, theme: "light" }, `${beginning}-${width}-open`);
}

async function pictureAs(page: Page, view: View, name: string): Promise<void> {
  if (!name.includes(options.only)) return;
  await lookAt(page, view);
  await page.screenshot({ path: `${name}.png` as const, fullPage: true });
}
