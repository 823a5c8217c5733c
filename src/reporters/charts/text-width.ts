/**
 * How wide a text becomes, and where it must be broken. Nobody knows the reader's font, so widths are those of a wide one (DejaVu
 * Sans): a narrower font leaves some room, and no font overlaps.
 */

/** East Asian scripts and emoji, which are as wide as two other characters. */
export const WIDE_CHARACTER =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
export const UNSEEN_CHARACTER = /\p{Mark}|\p{Format}/u;

/** As shares of the font's size. */
function shareOf(character: string): number {
  if (UNSEEN_CHARACTER.test(character)) return 0;
  if (WIDE_CHARACTER.test(character)) return 1.05;
  if (/[ijl.,:;'|!()[\] ]/.test(character)) return 0.37;
  if (/[mwMW@%÷→]/.test(character)) return 0.98;
  return /[A-Z]/.test(character) ? 0.72 : 0.64;
}

/** px */
export const widthOf = (text: string, fontSize: number): number =>
  [...text].reduce((sum, character) => sum + shareOf(character), 0) * fontSize;

/** Lines of at most so many pixels: broken at blanks, behind hyphens, and within a word where nothing else helps. */
export function wrapped(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const piece of text.split(/(?<=[\s-])/)) {
    if (current !== "" && widthOf((current + piece).trimEnd(), fontSize) > width) {
      lines.push(current.trimEnd());
      current = "";
    }
    current += piece;
    while (widthOf(current.trimEnd(), fontSize) > width && [...current].length > 1) {
      const fits = longestStart(current, width, fontSize);
      lines.push(fits);
      current = current.slice(fits.length);
    }
  }
  return [...lines, current.trimEnd()].filter((one) => one !== "");
}

function longestStart(text: string, width: number, fontSize: number): string {
  let start = "";
  for (const character of text) {
    if (start !== "" && widthOf(start + character, fontSize) > width) break;
    start += character;
  }
  return start;
}
