/** The price list that --prices names. */
import path from "node:path";
import { readPrices } from "../../studies/crossover/price-file.js";
import type { Prices } from "../../studies/crossover/prices.js";
import type { Environment } from "../environment.js";

/** Throws PushbenchError prices-invalid. */
export const pricesOf = async ({ cwd }: Environment, file: string | undefined): Promise<Prices | undefined> =>
  file === undefined ? undefined : readPrices(path.resolve(cwd, file), file);
