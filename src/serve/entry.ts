/** A file in the folder that is shown, of which a page can be made, and what a list says of it. */

/** The files that pages are made of. Of those in one folder, the first is the one that the others belong to. */
export const entryFiles = ["study.json", "gate.json", "result.json"] as const;
export type EntryFile = (typeof entryFiles)[number];

/** What people look for. */
export const kinds = {
  run: { one: "run", all: "runs" },
  gate: { one: "gate", all: "gates" },
  sweep: { one: "sweep", all: "sweeps and crossovers" },
  capacity: { one: "capacity", all: "capacities" },
  part: { one: "part of a study or gate", all: "parts of studies and gates" },
  unreadable: { one: "cannot be read", all: "files that cannot be read" },
} as const;
export type Kind = keyof typeof kinds;

export interface Entry {
  /** Relative to the folder that is shown, with "/" between names; "" is that folder itself. */
  folder: string;
  file: EntryFile;
  bytes: number;
  changedMs: number;
  /** It belongs to a study or gate, which has an entry of its own. */
  isPart: boolean;
}

/** Every text in it is somebody else's. */
export interface Card {
  entry: Entry;
  kind: Kind;
  title: string;
  scenario: string;
  approaches: readonly string[];
  /** ISO 8601. Of a file that cannot be read: when it was changed. */
  startedAt: string;
  state: string;
  isQuick: boolean;
  machine: string;
  release: string;
  /** Markdown. Undefined: nobody has looked yet. */
  answer?: string;
  /** Why no page can be made of it. */
  problem?: string;
}

/** By this the entry is asked for; no two have the same. */
export const idOf = ({ folder, file }: Pick<Entry, "folder" | "file">): string =>
  folder === "" ? file : `${folder}/${file}`;
