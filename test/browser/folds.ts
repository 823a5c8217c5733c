/** Folds of a page. */
import type { Page } from "../../scripts/chromium.js";
import type { PageDocument } from "./dom.js";

declare const document: PageDocument;

export const setFolds = (page: Page, isOpen: boolean): Promise<void> =>
  page.evaluate((open) => {
    for (const fold of document.querySelectorAll("details")) fold.open = open;
  }, isOpen);

/** Folds whose content cannot be seen. */
export const hiddenFolds = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("details")]
      .filter((fold) => {
        const content = fold.querySelector("summary ~ *");
        return !(content?.checkVisibility() && content.getBoundingClientRect().height > 0);
      })
      .map((fold) => fold.querySelector("summary")?.textContent ?? "a fold without a summary"),
  );
