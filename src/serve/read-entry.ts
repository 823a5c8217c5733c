/** Reads the file of an entry: as a whole, or only its first bytes. It has been found before, and may be another by now. */
import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import path from "node:path";
import { bytes as bytesText } from "../reporters/format.js";
import { type Entry, idOf } from "./entry.js";

/** Larger ones would take more memory than a page is worth; a result of an hour has a few MB. */
export const MOST_BYTES = 64 * 1024 * 1024;

/** Rejects with an error whose message says why it cannot be read. */
export async function readEntry(root: string, entry: Entry, mostBytes?: number): Promise<Buffer> {
  const file = path.join(root, idOf(entry));
  if ((await realpath(file)) !== file) throw new Error("a symbolic link leads to it");
  // A pipe of that name would keep us waiting for a writer
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error("it is no plain file");
    if (mostBytes === undefined && stat.size > MOST_BYTES)
      throw new Error(`it has ${bytesText(stat.size)}, and pages are made of ${bytesText(MOST_BYTES)} at most`);
    const buffer = Buffer.alloc(Math.min(stat.size, mostBytes ?? MOST_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
