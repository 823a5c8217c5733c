/**
 * What events contain: JSON that looks real and has an exact size. There is one function per template. Each puts the event's number
 * into the data, so that no two events of a round are alike, and fills the rest with words or records.
 */
import { mix32, seededRandom } from "../random.js";
import { encodeEnvelope } from "./envelope.js";
import { base64Number, characters, records, text } from "./filler.js";

export interface Template {
  /** The `type` member of the envelope. */
  type: string;
  description: string;
  /** The size of the shortest `data` that is possible. A smaller size is raised to this. */
  minBytes: number;
  /** Returns the serialised `data` member as ASCII, with exactly max(bytes, minBytes) bytes. It is pure. */
  render(bytes: number, index: number, seed: number): string;
}

/** `draw` gets a size that is never below minBytes, and `dice`: 32 bits that decide what varies within the event. */
const template = (
  kind: Omit<Template, "render">,
  draw: (bytes: number, index: number, dice: number) => string,
): Template => ({
  ...kind,
  render: (bytes, index, seed) => draw(Math.max(bytes, kind.minBytes), index, mix32(index ^ mix32(seed))),
});

const pick = <T>(from: readonly T[], dice: number): T => from[dice % from.length]!;

/** Joins `head`, as much filler as the size has room for, and `tail`. */
const filled = (
  bytes: number,
  head: string,
  tail: string,
  fill: (offset: number, length: number) => string,
  dice: number,
): string => head + fill(dice, bytes - head.length - tail.length) + tail;

/** Like `filled`, with a member of records in front of the words: `head` [records] `middle` words `tail`. */
function filledWithRecords(
  bytes: number,
  [head, middle, tail]: readonly [string, string, string],
  all: readonly string[],
  dice: number,
): string {
  const room = bytes - head.length - middle.length - tail.length;
  return filled(bytes, head + records(all, dice, room) + middle, tail, text, dice);
}

const AUTHORS = ["ada", "grace", "alan", "edsger", "barbara", "donald", "margaret", "ken"];
const SYMBOLS = [
  { symbol: "BTC-EUR", price: 58_000 },
  { symbol: "ETH-EUR", price: 2_400 },
  { symbol: "SOL-EUR", price: 140 },
  { symbol: "LTC-EUR", price: 70 },
];
const METRICS = ["paint.first", "paint.largest", "input.delay", "layout.shift", "cart.add", "search.results"];

const RECORDS = 256;

const prepareRecords = (purpose: string, make: (below: (n: number) => number) => object): string[] => {
  const random = seededRandom(1, purpose);
  return Array.from({ length: RECORDS }, () => JSON.stringify(make(random.int)));
};

const hex = (below: (n: number) => number, digits: number): string =>
  Array.from({ length: digits }, () => below(16).toString(16)).join("");

const orderLines = prepareRecords("order lines", (below) => ({
  sku: `SKU-${10_000 + below(90_000)}`,
  name: text(below(65_536), 24).trim(),
  quantity: 1 + below(5),
  unitAmount: 100 + below(20_000),
}));

const readings = prepareRecords("readings", (below) => ({
  metric: METRICS[below(METRICS.length)],
  atMs: below(60_000),
  value: below(100_000) / 100,
}));

const commits = prepareRecords("commits", (below) => {
  const sha = hex(below, 40);
  const author = AUTHORS[below(AUTHORS.length)]!;
  return {
    id: sha,
    tree_id: hex(below, 40),
    distinct: true,
    message: text(below(65_536), 20 + below(60)).trim(),
    timestamp: new Date(Date.UTC(2026, 0, 1) + below(86_400_000)).toISOString(),
    url: `https://github.example/octo-org/octo-repo/commit/${sha}`,
    author: { name: author, email: `${author}@users.noreply.github.example`, username: author },
    added: [],
    removed: [],
    modified: [`src/${text(below(65_536), 12).trim().replaceAll(" ", "/")}.ts`],
  };
});

const repository = JSON.stringify({
  id: 186853002,
  node_id: "MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=",
  full_name: "octo-org/octo-repo",
  private: false,
  html_url: "https://github.example/octo-org/octo-repo",
  commits_url: "https://api.github.example/repos/octo-org/octo-repo/commits{/sha}",
  issues_url: "https://api.github.example/repos/octo-org/octo-repo/issues{/number}",
  pulls_url: "https://api.github.example/repos/octo-org/octo-repo/pulls{/number}",
  default_branch: "main",
});

export const templates = {
  "chat-message": template(
    { type: "chat.message", description: "A chat message: number, author, text.", minBytes: 64 },
    (bytes, index, dice) => {
      const head = `{"number":${index},"author":"${pick(AUTHORS, dice)}","text":"`;
      return filled(bytes, head, `"}`, text, dice);
    },
  ),
  "editor-update": template(
    {
      type: "document.update",
      description: "A binary update of a shared document in base64, as Yjs sends on each key stroke.",
      minBytes: 20,
    },
    (bytes, index, dice) => filled(bytes, `{"u":"${base64Number(index, 6)}`, `"}`, characters, dice),
  ),
  payment: template(
    {
      type: "payment.succeeded",
      description: "A payment with as many order lines as the size has room for.",
      minBytes: 110,
    },
    (bytes, index, dice) => {
      const id = String(index).padStart(10, "0");
      const head = `{"id":"pay_${id}","amount":${100 + (dice % 99_900)},"currency":"eur","status":"succeeded","lines":[`;
      return filledWithRecords(bytes, [head, `],"description":"`, `"}`], orderLines, dice);
    },
  ),
  "github-event": template(
    {
      type: "github.push",
      description: "A push event as GitHub sends it: nested objects, URLs, a list of commits.",
      minBytes: 720,
    },
    (bytes, index, dice) => {
      const author = pick(AUTHORS, dice);
      const sender =
        `{"login":"${author}","type":"User","html_url":"https://github.example/${author}",` +
        `"avatar_url":"https://avatars.github.example/u/${dice % 100_000}?v=4"}`;
      const head = `{"ref":"refs/heads/main","number":${index},"repository":${repository},"sender":${sender},"commits":[`;
      return filledWithRecords(bytes, [head, `],"body":"`, `"}`], commits, dice);
    },
  ),
  ticker: template(
    { type: "trade", description: "One trade of a stock or a currency: symbol, price, quantity.", minBytes: 100 },
    (bytes, index, dice) => {
      const { symbol, price } = pick(SYMBOLS, index);
      const traded = (price * (1 + (dice % 1000) / 100_000)).toFixed(2);
      const quantity = ((dice >>> 10) / 2 ** 22).toFixed(4);
      const head = `{"symbol":"${symbol}","trade":${index},"price":"${traded}","quantity":"${quantity}","order":"`;
      return filled(bytes, head, `"}`, characters, dice);
    },
  ),
  telemetry: template(
    {
      type: "telemetry.batch",
      description: "Readings that a page or a device reports, as many as the size has room for.",
      minBytes: 100,
    },
    (bytes, index, dice) => {
      const session = dice.toString(16).padStart(8, "0");
      const head = `{"session":"${session}","sequence":${index},"page":"/checkout","readings":[`;
      return filledWithRecords(bytes, [head, `],"note":"`, `"}`], readings, dice);
    },
  ),
} satisfies Record<string, Template>;

export type TemplateName = keyof typeof templates;
export const templateNames = Object.keys(templates) as TemplateName[];

/** What the schedule knows of an event. `bytes` is the size of its `data`. */
export interface EventShape {
  index: number;
  dueNs: number;
  bytes: number;
}

/** The whole event, envelope and data: the same bytes for the same arguments. */
export function encodeEvent(name: TemplateName, seed: number, { index, dueNs, bytes }: EventShape): Buffer {
  const { type, render } = templates[name];
  return encodeEnvelope(index, type, dueNs, render(bytes, index, seed));
}

/** How many bytes an event of this template has beyond its `data`. */
export const envelopeOverheadBytes = (name: TemplateName): number =>
  encodeEnvelope(0, templates[name].type, 0, "").length;
