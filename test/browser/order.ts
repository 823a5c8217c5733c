/** Whether a page is read in the order in which it is seen. */
import type { Page } from "../../scripts/chromium.js";
import type { PageDocument } from "./dom.js";

declare const document: PageDocument;

/** In a single column each part lies below the one before it; charts in a row lie beside each other, so that they are left out. */
export const orderFaults = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const parts = [
      ...document.querySelectorAll("h1, h2, header > p, header > ul, section > p, section > ul, section > details"),
    ]
      .filter((part) => part.checkVisibility())
      .map((part) => ({ name: (part.textContent ?? "").slice(0, 60), top: part.getBoundingClientRect().top }));
    return parts.flatMap(({ name, top }, i) =>
      i > 0 && top < parts[i - 1]!.top ? [`“${name}” stands above “${parts[i - 1]!.name}”, and is read after it`] : [],
    );
  });
