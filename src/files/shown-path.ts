/** A path as somebody in that folder would write it: short where it lies below, and whole elsewhere. */
import path from "node:path";

export function shownPath(file: string, cwd: string): string {
  const short = path.relative(cwd, file);
  return short.startsWith("..") || path.isAbsolute(short) ? file : short;
}
