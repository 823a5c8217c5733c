/** A page in the browser, and whatever it did that a page of pushbench never does. */
import type { Browser, Page } from "../../scripts/chromium.js";

export interface OpenedPage {
  page: Page;
  /** Requests for anything but itself, dialogs, messages, errors, and what its policy refused (the browser tells it as a message). */
  misdeeds: string[];
}

export interface OpenOptions {
  hasScripts?: boolean;
  /** What it may ask for beside itself; by default nothing. */
  mayRequest?(url: string): boolean;
}

export async function openPage(browser: Browser, address: string, options: OpenOptions = {}): Promise<OpenedPage> {
  const { hasScripts = true, mayRequest = () => false } = options;
  const page = await browser.newPage();
  const misdeeds: string[] = [];
  page.on("dialog", (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => misdeeds.push(`message: ${message.text()}`));
  page.on("pageerror", (error) => misdeeds.push(`error: ${String(error)}`));
  page.on("popup", () => misdeeds.push("a window of its own"));
  page.on("frameattached", () => misdeeds.push("a frame within it"));
  page.on("request", (request) => {
    const url = request.url();
    if (url === address || mayRequest(url)) return void request.continue();
    misdeeds.push(`request: ${url}`);
    void request.abort();
  });
  await page.setRequestInterception(true);
  await page.setJavaScriptEnabled(hasScripts);
  await page.goto(address, { waitUntil: "load" });
  return { page, misdeeds };
}
