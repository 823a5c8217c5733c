/** One browser for the tests of a file, and a folder for the pages that they look at. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, startChromium } from "../../scripts/chromium.js";
import { scratchFolder } from "../../src/files/scratch-folder.js";
import { chromium } from "./skipped.js";

export interface WithBrowser {
  readonly browser: Browser;
  /** Writes a page, and says its address. */
  written(name: string, text: string, kind?: "html" | "svg"): string;
}

/** To be called at the top of a test file. */
export function withBrowser(): WithBrowser {
  const folder = scratchFolder("browser");
  let browser: Browser | undefined;
  before(async () => {
    if ("path" in chromium) browser = await startChromium(chromium.path);
  });
  after(async () => {
    await browser?.close();
    folder.remove();
  });
  return {
    get browser() {
      return browser!;
    },
    written(name, text, kind = "html") {
      const file = path.join(folder.path, `${name.replace(/\W+/g, "-")}.${kind}`);
      writeFileSync(file, text);
      return pathToFileURL(file).href;
    },
  };
}
