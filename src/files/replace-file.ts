/** Writes files that are whole at any moment, even for readers, in crashes and in power cuts. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";

/**
 * The text is written to another file, brought to the disk, and only then renamed over the old file. Throws the system's
 * error; then nothing has changed.
 */
export function replaceFile(file: string, text: string): void {
  const half = `${file}.writing`;
  try {
    const handle = openSync(half, "w");
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at); // a disk that fills up takes only a part at first
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(half, file);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
  settleNames(path.dirname(file));
}

/**
 * Makes the new name outlive a power cut as well. Some file systems cannot promise that, but the file is whole nevertheless.
 */
function settleNames(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {}
}
