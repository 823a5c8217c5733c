/**
 * What WHATWG HTML section 9.2 makes of a stream. In the texts `[7]` or `[7,"x"]` stands for an event of the workload with that
 * number and data, which our client takes; other data is no event to it, and is told as a problem.
 */
export interface StreamCase {
  case: string;
  name: string;
  /** The connection ends behind it. */
  send: string;
  /** Each byte is written in a turn of its own. */
  isBytewise?: true;
  /** The data of each event in order. */
  expect: readonly string[];
  /** What the client asks to resume after, when it comes back; absent: nothing. */
  lastId?: string;
}

const EVENT = "id: 1\ndata: [1]\n\n";
const MARK = "\u{feff}";

const cases = (group: string, list: readonly Omit<StreamCase, "case">[]): StreamCase[] =>
  list.map((one, i) => ({ case: `${group}.${i + 1}`, ...one }));

/** As they are, and byte by byte. */
const inBothWays = (list: readonly Omit<StreamCase, "case">[]): Omit<StreamCase, "case">[] =>
  list.flatMap((one) => [one, { ...one, name: `${one.name}, byte by byte`, isBytewise: true as const }]);

export const streamCases: readonly StreamCase[] = [
  ...cases(
    "1",
    inBothWays([
      { name: "lines end in LF", send: EVENT, expect: ["[1]"], lastId: "1" },
      { name: "lines end in CR", send: EVENT.replaceAll("\n", "\r"), expect: ["[1]"], lastId: "1" },
      { name: "lines end in CR LF", send: EVENT.replaceAll("\n", "\r\n"), expect: ["[1]"], lastId: "1" },
      {
        name: "lines end in every way",
        send: "id: 1\rdata: [1]\n\r\ndata: [2]\r\n\r",
        expect: ["[1]", "[2]"],
        lastId: "1",
      },
      { name: "two events", send: `${EVENT}id: 2\ndata: [2]\n\n`, expect: ["[1]", "[2]"], lastId: "2" },
      { name: "a byte order mark", send: `${MARK}${EVENT}`, expect: ["[1]"], lastId: "1" },
      {
        name: "a second byte order mark is part of a field's name",
        send: `${MARK}${MARK}data: [1]\n\ndata: [2]\n\n`,
        expect: ["[2]"],
      },
      { name: "UTF-8", send: 'data: [1,"é\u{1f600}"]\n\n', expect: ['[1,"é\u{1f600}"]'] },
    ]),
  ),
  ...cases("2", [
    { name: "no space behind the colon", send: "id:1\ndata:[1]\n\n", expect: ["[1]"], lastId: "1" },
    { name: "only one space is dropped", send: "data:  x\n\n", expect: [" x"] },
    { name: "several lines of data", send: "data: [1,\ndata: 2]\n\n", expect: ["[1,\n2]"] },
    { name: "an empty line of data", send: "data: [1,\ndata\ndata: 2]\n\n", expect: ["[1,\n\n2]"] },
    { name: "data alone is an event without data", send: "data\n\ndata:\n\n", expect: ["", ""] },
    { name: "no data is no event", send: "event: x\n\n\n\ndata: [2]\n\n", expect: ["[2]"] },
    {
      name: "field names are told apart by case",
      send: "Data: [1]\nDATA: [1]\n\ndata: [2]\n\n",
      expect: ["[2]"],
    },
    {
      name: "unknown fields are passed over",
      send: "foo: bar\ndata: [1]\ndatas: 2\n: data: 3\n data: 4\nx\n\n",
      expect: ["[1]"],
    },
    { name: "a colon in the value", send: "data: a: b\n\n", expect: ["a: b"] },
    { name: "comments are passed over", send: `:\n: x\n:\n\n${EVENT}:data: [2]\n\n`, expect: ["[1]"], lastId: "1" },
    {
      name: "a type of its own",
      send: "event: chat.message\ndata: [1]\n\ndata: [2]\n\n",
      expect: ["[1]", "[2]"],
    },
    {
      name: "retry that is no number",
      send: `retry: 1e9\nretry: -1\nretry:\n\n${EVENT}`,
      expect: ["[1]"],
      lastId: "1",
    },
  ]),
  ...cases("3", [
    {
      name: "an id without an event counts for the next",
      send: "id: 1\n\ndata: [2]\n\n",
      expect: ["[2]"],
      lastId: "1",
    },
    { name: "an id holds until there is another", send: `${EVENT}data: [2]\n\n`, expect: ["[1]", "[2]"], lastId: "1" },
    { name: "after an empty id nothing is resumed", send: `${EVENT}id\ndata: [2]\n\n`, expect: ["[1]", "[2]"] },
    {
      name: "an id with a NULL is ignored",
      send: `${EVENT}id: 2\0\ndata: [2]\n\n`,
      expect: ["[1]", "[2]"],
      lastId: "1",
    },
    { name: "an id of any text comes back as it was", send: "id:  é;7\ndata: [1]\n\n", expect: ["[1]"], lastId: "é;7" },
    { name: "an event that is cut short is none", send: `${EVENT}id: 2\ndata: [2]\n`, expect: ["[1]"], lastId: "1" },
    { name: "a last line that is cut short is none", send: `${EVENT}id: 2\ndata: [2]`, expect: ["[1]"], lastId: "1" },
  ]),
];
