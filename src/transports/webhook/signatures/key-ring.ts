import { signingKey } from "../../../events/secret.js";

export interface Keys {
  /** The client's current key first, then the one that it replaces, if any. */
  of(client: number): readonly Buffer[];
}

/** Every client's signing keys, derived when first asked for. */
export class KeyRing implements Keys {
  /** The current secret first, then the one that it replaced. */
  readonly #secrets: readonly string[];
  readonly #keys = new Map<number, readonly Buffer[]>();

  /** While a secret is being replaced both are good: senders sign with both, recipients accept either. */
  constructor(secret: string, previousSecret?: string) {
    this.#secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
  }

  of(client: number): readonly Buffer[] {
    let keys = this.#keys.get(client);
    if (keys === undefined) {
      keys = this.#secrets.map((secret) => signingKey(secret, client));
      this.#keys.set(client, keys);
    }
    return keys;
  }
}
