/** The addresses of pages. `home` is that of the start page: it begins and ends with a slash, and has the token where there is one. */
import { type Entry, idOf } from "./entry.js";

/** The first part of an address says what it is about, so that no name in the folder is taken for a page of ours. */
export const PAGE = "page";
export const AT = "at";
export const COMPARE = "compare";

/** It leads to the entry's page, whatever that is called, or says what is wrong with the entry. */
export const addressOfPage = (home: string, entry: Entry): string => `${home}${PAGE}/${encoded(idOf(entry))}`;

/** Of a file that lies in the entry's folder, or would lie there if it was rendered. */
export const addressOfFile = (home: string, { folder }: Entry, file: string): string =>
  `${home}${AT}/${encoded(folder === "" ? file : `${folder}/${file}`)}`;

/** The start page, where another can be chosen for a comparison with this one. */
export const addressOfChoice = (home: string, entry: Entry): string =>
  `${home}?${new URLSearchParams({ before: idOf(entry) })}`;

const encoded = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
