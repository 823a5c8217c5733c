/**
 * Files that somebody named on the command line. They are read whole, and checked for writing before an hour is spent on
 * their contents.
 */
import { closeSync, constants, openSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { PushbenchError } from "../errors.js";
import { makeFolders } from "./output-folder.js";

const CHUNK_BYTES = 1024 * 1024;
const POLL_MS = 20;

/** Rejects with an error whose message says why the file cannot be read: the system's reason, or that it has no end. */
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
      if (bytes === 0) return new TextDecoder().decode(Buffer.concat(chunks)); // this removes a byte order mark
      chunks.push(chunk.subarray(0, bytes));
    }
  } finally {
    await handle.close();
  }
}

/**
 * Opens without waiting for a writer of a named pipe, because no signal can end a process while one of its threads waits for
 * that.
 */
export const openNamedFile = (file: string): Promise<FileHandle> =>
  open(file, constants.O_RDONLY | constants.O_NONBLOCK);

/**
 * Fills `buffer` from `offset` on and returns how many bytes came; 0 at the end. Waits while a silent writer holds a pipe
 * open.
 */
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

/**
 * Creates no file that was not there. Anything but a plain file, such as a pipe, is accepted as it is. Throws PushbenchError
 * output-not-writable.
 */
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
