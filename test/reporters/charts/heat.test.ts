import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type HeatOptions, heatMap } from "../../../src/reporters/charts/heat.js";
import { colourSteps, heatPalette, levelOf } from "../../../src/reporters/charts/heat-colours.js";
import { count, duration, number } from "../../../src/reporters/format.js";
import { contrast, luminance } from "./contrast.js";
import { assertTextsFit } from "./text-boxes.js";

test("the steps of a heat map differ in lightness, so that a grey print tells them apart, and each from the paper", () => {
  for (const [theme, paper] of [
    ["light", "#ffffff"],
    ["dark", "#0d1117"],
  ] as const) {
    const steps = [paper, ...heatPalette.map((one) => one[theme])];
    const sign = theme === "light" ? -1 : 1;
    for (const [i, step] of steps.slice(1).entries()) {
      assert.ok(sign * (luminance(step) - luminance(steps[i]!)) > 0, `${theme}: ${step}`);
      assert.ok(contrast(step, steps[i]!) >= 1.3, `${theme}: ${step} upon ${steps[i]}: ${contrast(step, steps[i]!)}`);
    }
  }
});

test("colours follow the square root of counts, nothing has none, and the legend tells every count's colour", () => {
  assert.equal(levelOf(0, 100), undefined);
  assert.deepEqual(
    [1, 2, 3, 11, 12, 100].map((n) => levelOf(n, 100)),
    [0, 0, 1, 1, 2, 5],
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), (most) => {
      const steps = colourSteps(most);
      assert.deepEqual([steps[0]!.from, steps.at(-1)!.to], [1, most]);
      for (const { level, from, to } of steps) {
        assert.ok(from <= to);
        assert.deepEqual([levelOf(from, most), levelOf(to, most)], [level, level], `${most}: ${from}–${to}`);
      }
      for (const [i, { from }] of steps.slice(1).entries()) assert.equal(from, steps[i]!.to + 1);
    }),
    { seed: 1, numRuns: 60 },
  );
});

const options = (over: Partial<HeatOptions> = {}): HeatOptions => ({
  width: 640,
  panels: [
    {
      title: "one",
      columns: [
        [0, 9, 9, 0],
        [1, 9, 0, 0],
        [0, 9, 0, 2],
      ],
      stretches: [{ from: 1.2, to: 2.1, name: "it broke" }],
    },
  ],
  x: { kind: "linear", name: "second", format: number, reach: [0, 3], columnWidth: 1 },
  y: { name: "latency", edges: [1e6, 1e7, 1e8, 1e9], format: duration, holdsLess: false },
  unit: "deliveries",
  format: count,
  ...over,
});

test("each colour is one path, neighbours of one colour are one line, and what is beyond the axis lies in a strip of its own", () => {
  const svg = heatMap(options()).body.join("");
  const groups = [...svg.matchAll(/<g class="cells"[^>]*>(.*?)<\/g>/g)].map(([, paths]) => paths);
  assert.deepEqual(groups, [
    '<path class="h1" d="M1,0.5h1"/><path class="h5" d="M0,1.5h3M0,2.5h1"/>',
    '<path class="h2" d="M2,0.5h1"/>',
  ]);
  assert.match(svg, />&gt; 1.00 s<\/text>/);
  assert.match(svg, /above the axis: all that are &gt; 1.00 s/);
  const whole = options({ panels: [{ title: "", columns: [[1, 0, 0, 0]] }] });
  assert.doesNotMatch(heatMap(whole).body.join(""), /&gt; 1.00 s/, "nothing is beyond it");
  assert.match(heatMap({ ...whole, y: { ...whole.y, holdsLess: true } }).body.join(""), /also what is below 1.00 ms/);
});

test("texts of a heat map lie clear of each other, with faults, strips and many panels", () => {
  const [panel] = options().panels;
  for (const panels of [
    [panel!],
    [panel!, panel!, { ...panel!, title: "a-name-of-sixty-characters-as-long-as-any-name-can-ever-be-her" }],
  ])
    for (const width of [330, 640, 728]) assertTextsFit(heatMap(options({ width, panels })), `heat at ${width}`);
});
