/** The only import of axe-core: what its rules find in a page. */
import axe from "axe-core";
import type { Page } from "../../scripts/chromium.js";

interface Finding {
  id: string;
  help: string;
  nodes: readonly { html: string; any: readonly { message: string; data?: { messageKey?: string } | null }[] }[];
}
declare const window: {
  axe?: { run(options: object): Promise<{ violations: readonly Finding[]; incomplete: readonly Finding[] }> };
};

/** What axe cannot decide about contrast is a fault too, unless the reason is one of these; others look at what is left. */
const UNDECIDED = [
  "imgNode", // a text in a picture: contrast.ts
  "elmPartiallyObscured", // what a region has scrolled away, as if it lay below what is beside it: text-boxes.ts
  "shortTextContent", // a digit or a sign, such as ✓, has the colour of the texts beside it
  "nonBmp",
];

/** All rules, or only those that are named. */
export async function axeFaults(page: Page, only?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(axe.source);
  return page.evaluate(
    async (rules, ignored) => {
      const options = { resultTypes: ["violations", "incomplete"], ...(rules && { runOnly: rules }) };
      const { violations, incomplete } = await window.axe!.run(options);
      const undecided = incomplete
        .filter(({ id }) => id === "color-contrast")
        .map((one) => ({
          ...one,
          // A text in a picture may lie on an area of it, too: contrast.ts.
          nodes: one.nodes.filter(
            ({ any, html }) => !html.startsWith("<text ") && !ignored.includes(any[0]?.data?.messageKey ?? ""),
          ),
        }));
      return [...violations, ...undecided].flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${any[0]?.message ?? help}: ${html.slice(0, 160)}`),
      );
    },
    only,
    UNDECIDED,
  );
}
