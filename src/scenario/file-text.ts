/**
 * Reads a scenario file as text, in UTF-8 or UTF-16. It never reads more than a scenario can have, whatever the path leads
 * to.
 */
import { openNamedFile, readSome } from "../files/named-file.js";

/**
 * The longest scenario that anybody wrote has some 5 kB. There is a limit because the time for reading YAML grows with its
 * length.
 */
export const MAX_FILE_BYTES = 128 * 1024;

export type FileText = { text: string } | { problem: string; line?: number };

/** Reads up to the limit and no further, because a device has no end. Rejects when the file cannot be read. */
export async function readFileText(path: string): Promise<FileText> {
  const file = await openNamedFile(path);
  try {
    const bytes = Buffer.alloc(MAX_FILE_BYTES + 1);
    let length = 0;
    while (length < bytes.length) {
      const bytesRead = await readSome(file, bytes, length);
      if (bytesRead === 0) return decode(bytes.subarray(0, length));
      length += bytesRead;
    }
    return { problem: `is larger than ${MAX_FILE_BYTES / 1024} KiB: it is no scenario` };
  } finally {
    await file.close();
  }
}

export function decode(bytes: Buffer): FileText {
  const encoding = encodingOf(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    if (encoding !== "utf-8") return { problem: `is damaged ${encoding.toUpperCase()}: save it as UTF-8` };
    return { problem: "is not UTF-8 text (Latin-1?): save the file as UTF-8", line: firstBadLine(bytes) };
  }
}

/**
 * Tells the encodings apart as YAML 1.2.2, chapter 5.2, does: by a byte order mark, or by the zero byte of a first ASCII
 * character.
 */
function encodingOf([first, second]: Buffer): "utf-8" | "utf-16le" | "utf-16be" {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return "utf-16be";
  return "utf-8";
}

/** Lines are counted from 1. A line ends with a byte that no other character of UTF-8 contains. */
function firstBadLine(bytes: Buffer): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf("\n", from);
    const to = end === -1 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(from, to));
    } catch {
      return line;
    }
    from = to;
  }
  return line;
}
