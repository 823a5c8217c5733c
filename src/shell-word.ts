/** Quotes a word for a shell. Within single quotes, a shell understands nothing but their end. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
