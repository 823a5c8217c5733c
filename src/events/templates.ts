/**
 * Every template, by its name in a scenario. A new one is an entry here, or in the table of a file beside this one where it is made like those.
 */
import { encodeEnvelope } from "./envelope.js";
import { base64Number, characters, text } from "./filler.js";
import { providerTemplates } from "./provider-templates.js";
import {
  digits,
  filled,
  filledWithRecords,
  hex,
  PEOPLE,
  pick,
  prepareRecords,
  type Template,
  template,
} from "./template.js";

const SYMBOLS = [
  { symbol: "BTC-EUR", price: 58_000 },
  { symbol: "ETH-EUR", price: 2_400 },
  { symbol: "SOL-EUR", price: 140 },
  { symbol: "LTC-EUR", price: 70 },
];
const TEAMS = ["North End", "Harbour", "Old Town", "Riverside", "Albion", "Wanderers", "United", "Rovers"];
const METRICS = ["paint.first", "paint.largest", "input.delay", "layout.shift", "cart.add", "search.results"];

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

const levels = prepareRecords("levels of a book", (below) => [
  (58_000 - below(1_000_000) / 100).toFixed(2),
  (below(10_000) / 10_000).toFixed(4),
]);

const commits = prepareRecords("commits", (below) => {
  const sha = hex(below, 40);
  const author = PEOPLE[below(PEOPLE.length)]!;
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
      const head = `{"number":${index},"author":"${pick(PEOPLE, dice)}","text":"`;
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
      const head = `{"id":"pay_${digits(index)}","amount":${100 + (dice % 99_900)},"currency":"eur","status":"succeeded","lines":[`;
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
      const author = pick(PEOPLE, dice);
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
  "live-score": template(
    {
      type: "match.score",
      description: "The score of a match after a goal: teams, minute, what happened.",
      minBytes: 180,
    },
    (bytes, index, dice) => {
      const [home, away] = [pick(TEAMS, dice), pick(TEAMS, dice + 1 + ((dice >>> 8) % (TEAMS.length - 1)))];
      const score = `"home":{"team":"${home}","goals":${dice % 6}},"away":{"team":"${away}","goals":${(dice >>> 4) % 6}}`;
      const head = `{"match":${index},"competition":"First League","minute":${1 + (dice % 90)},${score},"event":"goal","text":"`;
      return filled(bytes, head, `"}`, text, dice);
    },
  ),
  "order-book": template(
    { type: "book.snapshot", description: "A state of an order book: prices with their quantities.", minBytes: 80 },
    (bytes, index, dice) => {
      const head = `{"symbol":"BTC-EUR","sequence":${index},"bids":[`;
      return filledWithRecords(bytes, [head, `],"venue":"`, `"}`], levels, dice);
    },
  ),
  "game-state": template(
    {
      type: "room.state",
      description:
        "What changed in a game's room since the state before, binary, in base64, as game servers send it at a fixed rate.",
      minBytes: 26,
    },
    (bytes, index, dice) => filled(bytes, `{"tick":${index},"s":"`, `"}`, characters, dice),
  ),
  comment: template(
    {
      type: "comment.created",
      description: "A new comment: by whom, on what, and its text. The least size is a thin notification of it.",
      minBytes: 150,
    },
    (bytes, index, dice) => {
      const author = pick(PEOPLE, dice);
      const head =
        `{"comment":${index},"post":${dice % 100_000},"author":{"login":"${author}","avatar":"/u/${dice % 1000}.png"},` +
        `"url":"https://blog.example/posts/${dice % 100_000}#c${index}","text":"`;
      return filled(bytes, head, `"}`, text, dice);
    },
  ),
  ...providerTemplates,
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
