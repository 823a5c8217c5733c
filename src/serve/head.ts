/**
 * What a result says before its rounds, which are nearly all of the file. A list of thousands of results reads no more than that.
 * JSON has no line breaks inside of strings, so a line that begins with the field's name, as far in as the file's first field, is
 * that field.
 */

/** A head has some 5 KB, and more with many approaches. */
export const HEAD_BYTES = 32 * 1024;

/** Undefined where this is no beginning of a result as pushbench writes it. */
export function headOf(text: string): unknown {
  const indent = /^\{\n( +)"/.exec(text)?.[1];
  const end = indent === undefined ? -1 : text.indexOf(`,\n${indent}"rounds": `);
  if (end < 0) return undefined;
  try {
    return JSON.parse(`${text.slice(0, end)}\n}`);
  } catch {
    return undefined;
  }
}
