/** Files that somebody named on the command line: read whole, and found writable before an hour is spent on what goes into them. */
import { closeSync, constants, openSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { PushbenchError } from "../errors.js";
import { makeFolders } from "./output-folder.js";

const CHUNK_BYTES = 1024 * 1024;
const POLL_MS = 20;

/** Rejects with an error whose message says why not: the system's, or ours of what has no end. */
export async function readNamedFile(file: string): Promise<string> {
  const handle = await openNamedFile(file);
  try {
    const kind = await handle.stat();
    if (kind.isDirectory()) throw new Error("it is a folder");
    if (kind.isCharacterDevice() || kind.isBlockDevice()) throw new Error("it is a device, which may have no end");
    const chunks: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const bytes = await readSome(handle, chunk, 0);
      if (bytes === 0) return new TextDecoder().decode(Buffer.concat(chunks)); // without a byte order mark
      chunks.push(chunk.subarray(0, bytes));
    }
  } finally {
    await handle.close();
  }
}

/** Without waiting for somebody who writes to a named pipe: in a thread that waits for one no signal ends the process. */
export const openNamedFile = (file: string): Promise<FileHandle> =>
  open(file, constants.O_RDONLY | constants.O_NONBLOCK);

/** Fills `buffer` from `offset` on with what is there; 0 at the end. Waits as long as a pipe is held by a writer that is silent. */
export async function readSome(handle: FileHandle, buffer: Buffer, offset: number): Promise<number> {
  for (;;) {
    try {
      return (await handle.read(buffer, offset, buffer.length - offset)).bytesRead;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      await setTimeout(POLL_MS);
    }
  }
}

/** Leaves no file that was not there. What is no plain file, such as a pipe, is taken as it is. Throws PushbenchError output-not-writable. */
export function requireWritable(file: string, option: string): void {
  try {
    makeFolders(path.dirname(file));
    const there = statSync(file, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile() && !there.isDirectory()) return;
    closeSync(openSync(file, "a"));
    if (there === undefined) rmSync(file);
  } catch (cause) {
    throw new PushbenchError("output-not-writable", `Cannot write ${file}: ${(cause as Error).message}`, {
      hint: `Choose another file with ${option}.`,
      cause,
    });
  }
}
