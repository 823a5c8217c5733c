/** What looks at pages must see: each fault that a page can have is found in a page that has it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lookAt } from "../../../scripts/chromium.js";
import { whereChromium } from "../../../scripts/where-chromium.js";
import { openPage } from "../../browser/opened-page.js";
import { skip, skippedBecause } from "../../browser/skipped.js";
import { type Faults, staticPageFaults } from "../../browser/static-page.js";
import { textFaults } from "../../browser/text-boxes.js";
import { withBrowser } from "../../browser/with-browser.js";

const using = withBrowser();

const page = (body: string, style = ""): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title><style>body{font:16px/1.5 sans-serif}${style}</style></head><body><header><h1>A page</h1></header><main>${body}</main><footer><p>The end</p></footer></body></html>`;

const picture = (content: string, more = 'aria-labelledby="t" aria-describedby="f"'): string =>
  `<h2 id="t">A picture</h2><p id="f">It shows this.</p><svg viewBox="0 0 100 40" width="300" role="img" ${more}><style>text{fill:#000;stroke:#fff;font:10px sans-serif;paint-order:stroke}</style>${content}</svg>`;

const table = (rows: string): string => `<table aria-label="Numbers">${rows}</table>`;

/** By what each page has wrong: the checks that must say it, and with which words. */
const faulty: Record<string, [body: string, check: string, words: RegExp, style?: string]> = {
  "a page that is too wide": ["<p style='width:500px'>wide</p>", "width at 360 px", /500|508/],
  "a word that leaves the page": [
    `<p>${"x".repeat(80)}</p>`,
    "texts at 360 px",
    /leaves the page/,
    "body{overflow-x:hidden}",
  ],
  "a text in a box that is too small": [
    "<p style='width:50px;overflow:hidden;white-space:nowrap'>not all of this</p>",
    "texts at 800 px",
    /cut by its p/,
  ],
  "a text that a picture cuts": [picture('<text x="80" y="20">too long</text>'), "texts at 1400 px", /cut by its svg/],
  "texts upon each other": [
    picture('<text x="10" y="20">one</text><text x="14" y="22">other</text>'),
    "texts at 800 px",
    /“one” lies upon “other”/,
  ],
  "a text that is faint": ["<p style='color:#999'>faint</p>", "axe", /color-contrast/],
  "a text that is faint in a picture": [
    picture('<text x="1" y="20" style="fill:#aaa">faint</text>'),
    "pictures, light",
    /faint/,
  ],
  "a theme that is faint": [
    "<p>faint</p>",
    "axe, dark",
    /contrast/,
    "@media(prefers-color-scheme:dark){p{color:#777;background:#666}}",
  ],
  "a gap between headings": ["<h3>deep</h3>", "screen reader", /level 3 below one of level 1/],
  "a picture without a name": [picture("", ""), "screen reader", /a picture has no name/],
  "a table without a head": [table("<tr><td>1</td><td>2</td></tr>"), "screen reader", /columns without a header/],
  "rows without a head": [
    table("<thead><tr><th scope=col>a</th><th scope=col>b</th></tr></thead><tr><td>1</td><td>2</td></tr>"),
    "screen reader",
    /rows without a header/,
  ],
  "a region that no key scrolls": [
    "<div style='overflow-x:auto;width:100px'><p style='width:300px'>wide</p></div>",
    "keyboard",
    /no key scrolls/,
  ],
  "a focus that nobody sees": ["<a href='#x'>a link</a>", "keyboard", /nothing shows/, "a{outline:none}"],
  "an order by keyboard that is not that of the page": [
    "<a href='#x' tabindex='2'>a link</a><a href='#y' tabindex='1'>another</a>",
    "keyboard",
    /to and fro/,
  ],
  "a part that is read late": [
    "<section><p>first</p><p style='position:absolute;top:0'>last</p></section>",
    "order",
    /“last” stands above “first”/,
  ],
  "a fold that stays closed on paper": [
    "<details><summary>more</summary><p>text</p></details>",
    "print",
    /cannot be opened/,
  ],
  "a page that needs scripts": [
    "<p id=x></p><script>x.textContent='made by a script'</script>",
    "without scripts",
    /another one/,
  ],
  "a page that asks for something": [
    "<p>x</p><img alt='x' src='http://example.invalid/x.png'>",
    "misdeeds",
    /request: .*x\.png/,
  ],
  "a page that says something": ["<script>console.log('here')</script>", "misdeeds", /message: here/],
  "a page that asks somebody": ["<script>alert('you')</script>", "misdeeds", /dialog: you/],
};

for (const [name, [body, check, words, style]] of Object.entries(faulty))
  test(`${name} is found`, { skip }, async () => {
    const faults: Faults = await staticPageFaults(using.browser, using.written(name, page(body, style)));
    assert.match((faults[check] ?? []).join("\n"), words, JSON.stringify(faults));
  });

test("a page with nothing wrong has no fault", { skip }, async () => {
  const style = "@media print{details::details-content{content-visibility:visible;height:auto}}";
  const good = page(
    `<section><h2>A part</h2><p>Text.</p><details><summary>more</summary><p>text</p></details></section>${picture('<text x="1" y="20">a text</text>')}`,
    style,
  );
  assert.deepEqual(await staticPageFaults(using.browser, using.written("good", good)), {});
});

test("what a region has scrolled away lies upon nothing beside it", { skip }, async () => {
  const body =
    "<div style='display:flex'><div style='overflow-x:auto;width:100px' tabindex=0><p style='width:400px;white-space:nowrap'>a line that is much wider than its room is</p></div><p>beside</p></div>";
  const opened = await openPage(using.browser, using.written("beside", page(body)));
  await lookAt(opened.page, { width: 800, theme: "light" });
  assert.deepEqual(await textFaults(opened.page), []);
  await opened.page.close();
});

test("Chromium is where the variable says, or at a usual place; in CI it must be there", () => {
  assert.deepEqual(
    whereChromium({ CHROMIUM: "/opt/c" }, () => true),
    { path: "/opt/c" },
  );
  assert.deepEqual(
    whereChromium({}, (path) => path.endsWith("google-chrome")),
    { path: "/usr/bin/google-chrome" },
  );
  assert.match(JSON.stringify(whereChromium({ CHROMIUM: "/opt/c" }, () => false)), /CHROMIUM names \/opt\/c/);
  assert.match(JSON.stringify(whereChromium({}, () => false)), /Debian's package chromium/);
  assert.equal(skippedBecause("there is none", {}), "there is none");
  assert.throws(() => skippedBecause("there is none", { CI: "true" }), /must run in CI/);
});
