/** Which check holds the stacks of a transport against what they must do. */
import type { TransportName } from "../transports/registry.js";
import type { Check } from "./check.js";

export type Checks = Partial<Record<TransportName, Check>>;

export const checks: Checks = {};
