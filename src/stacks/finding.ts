import type { Finding } from "./check.js";

/** `saw`: what was seen, which is worth a word only where it is not what must hold. */
export const finding = (what: string, met: boolean, saw: string): Finding => (met ? { what, met } : { what, met, saw });
