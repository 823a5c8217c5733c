/** The page as a screen reader has it: the tree that the browser gives to assistive technology. */
import type { Page, SerializedAXNode } from "../../scripts/chromium.js";

export async function treeOf(page: Page): Promise<SerializedAXNode> {
  const tree = await page.accessibility.snapshot({ interestingOnly: false });
  if (tree === null) throw new Error("the browser has no accessibility tree of the page");
  return tree;
}

/** All nodes, in the order in which they are read. */
export const nodesOf = (tree: SerializedAXNode): SerializedAXNode[] => [
  tree,
  ...(tree.children ?? []).flatMap(nodesOf),
];

const withRole = (tree: SerializedAXNode, ...roles: string[]): SerializedAXNode[] =>
  nodesOf(tree).filter(({ role }) => roles.includes(role));

/** What would leave a listener without an orientation. */
export const readingFaults = (tree: SerializedAXNode): string[] => [
  ...headingFaults(tree),
  ...landmarkFaults(tree),
  ...pictureFaults(tree),
  ...tableFaults(tree),
];

export const headingsOf = (tree: SerializedAXNode): { level: number; name: string }[] =>
  withRole(tree, "heading").map(({ level, name }) => ({ level: level ?? 0, name: name ?? "" }));

function headingFaults(tree: SerializedAXNode): string[] {
  const headings = headingsOf(tree);
  const firsts = headings.filter(({ level }) => level === 1).length;
  return [
    ...(firsts === 1 ? [] : [`the page has ${firsts} headings of the first level`]),
    ...(headings[0]?.level === 1 ? [] : ["the first heading is not that of the page"]),
    ...headings.flatMap(({ level, name }, i) => {
      const before = headings[i - 1]?.level ?? 0;
      if (name.trim() === "") return ["a heading is empty"];
      return level > before + 1 ? [`“${name}” has level ${level} below one of level ${before}`] : [];
    }),
  ];
}

const landmarkFaults = (tree: SerializedAXNode): string[] => [
  ...["banner", "main", "contentinfo"].flatMap((role) => {
    const { length } = withRole(tree, role);
    return length === 1 ? [] : [`the page has ${length} of ${role}`];
  }),
  ...withRole(tree, "navigation", "region").flatMap(({ role, name }) => (name ? [] : [`a ${role} has no name`])),
];

function pictureFaults(tree: SerializedAXNode): string[] {
  const pictures = withRole(tree, "image", "img");
  return [
    ...pictures.flatMap(({ name, description }) => [
      ...(name ? [] : ["a picture has no name"]),
      ...(description ? [] : [`the picture “${name}” does not say what it shows`]),
    ]),
    ...withRole(tree, "figure").flatMap((figure) => [
      ...(figure.name ? [] : ["a figure has no name"]),
      ...(withRole(figure, "image", "img").length > 0 ? [] : [`the figure “${figure.name}” has no picture`]),
      ...(withRole(figure, "table", "LayoutTable").length > 0
        ? []
        : [`the figure “${figure.name}” has no table of its numbers`]),
    ]),
  ];
}

/** Without headers the browser takes a table for a means of layout. */
const tableFaults = (tree: SerializedAXNode): string[] =>
  withRole(tree, "table", "LayoutTable").flatMap((table) => {
    const [head, ...rows] = withRole(table, "row", "LayoutTableRow");
    const [corner, ...columns] = withRole(head ?? table, "columnheader", "cell", "LayoutTableCell");
    const called = `the table “${table.name}”`;
    return [
      ...(table.name ? [] : ["a table has no name"]),
      ...(columns.length > 0 && columns.every(({ role, name }) => role === "columnheader" && name)
        ? []
        : [`${called} has columns without a header`]),
      ...(rows.every((row) => withRole(row, "rowheader").length === 1) ? [] : [`${called} has rows without a header`]),
      ...(rows.every(
        (row) => withRole(row, "rowheader", "cell", "gridcell").length === columns.length + (corner ? 1 : 0),
      )
        ? []
        : [`${called} has rows that are not as long as its head`]),
    ];
  });
