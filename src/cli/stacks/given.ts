import type { StackListing } from "../../stacks/stack-folders.js";
import type { Environment } from "../environment.js";

/** What every action of `pushbench stacks` is given. */
export interface Given {
  environment: Environment;
  /** The stacks that are asked for. */
  listings: readonly StackListing[];
  json: boolean;
  signal: AbortSignal;
}
