import { KeyRing } from "../../../../src/transports/webhook/signatures/key-ring.js";

/** Keys that are given, not derived, the same for every client: published vectors and other libraries bring their own. */
export class GivenKeys extends KeyRing {
  readonly #keys: readonly Buffer[];

  constructor(...keys: Buffer[]) {
    super("unused");
    this.#keys = keys;
  }

  override of(): readonly Buffer[] {
    return this.#keys;
  }
}

/** How `verify` reads headers, from the list that `headers` returns. */
export function reading(headers: readonly string[], id?: string): (name: string) => string | undefined {
  const byName = new Map<string, string>();
  if (id !== undefined) byName.set("webhook-id", id);
  for (let i = 0; i < headers.length; i += 2) byName.set(headers[i]!, headers[i + 1]!);
  return (name) => byName.get(name);
}
