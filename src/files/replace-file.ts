/** Files that are whole at any moment, for readers, crashes and power cuts alike. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";

/** Written beside, on the disk, and only then renamed over what was there. Throws the system's error; then nothing has changed. */
export function replaceFile(file: string, text: string): void {
  const half = `${file}.writing`;
  try {
    const handle = openSync(half, "w");
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at); // a disk that fills up takes a part first
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

/** The new name is to outlive a power cut too. Some file systems cannot promise that; the file is whole all the same. */
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
