/** Keys and indexes from the top of a scenario file. */
export type Path = readonly (string | number)[];
