/** What is made of an entry's file: its page, its other files, its answer. */

export interface Shown {
  /** Markdown: a sentence or two. */
  answer(): string;
  /** The name of the page among the files. */
  page: string;
  /** The entry's own file is not among them. */
  files(): readonly ShownFile[];
}

export interface ShownFile {
  file: string;
  render(): string;
}
