/** The only import of axe-core: what its rules find in a page. */
import axe from "axe-core";
import type { Page } from "../../scripts/screenshots/chromium.js";

interface Finding {
  id: string;
  help: string;
  nodes: readonly { html: string; any: readonly { message: string }[] }[];
}
declare const globalThis: {
  axe?: { run(options: object): Promise<{ violations: readonly Finding[]; incomplete: readonly Finding[] }> };
};

/** All rules, or only those that are named. What axe cannot decide about contrast is a fault too: nobody else looks at it. */
export async function axeFaults(page: Page, only?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => globalThis.axe !== undefined))) await page.evaluate(axe.source);
  return page.evaluate(async (rules) => {
    const options = { resultTypes: ["violations", "incomplete"], ...(rules && { runOnly: rules }) };
    const { violations, incomplete } = await globalThis.axe!.run(options);
    return [...violations, ...incomplete.filter(({ id }) => id === "color-contrast")].flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${any[0]?.message ?? help}: ${html.slice(0, 160)}`),
    );
  }, only);
}
