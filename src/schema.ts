/** The only import of zod, with the kinds of numbers that configurations share. Types are inferred from the schemas. */
import { z } from "zod";

export { z };

export const positive = (description: string) => z.number().positive().describe(description);
export const positiveInt = (description: string) => z.int().positive().describe(description);
export const nonNegative = (description: string) => z.number().nonnegative().describe(description);
