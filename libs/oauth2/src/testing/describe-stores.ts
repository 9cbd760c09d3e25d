import type { Stores } from "../stores.js";
import { describeClientStore } from "./describe-client-store.js";
import { describeGrantConsents } from "./describe-grant-consents.js";
import { describeGrantStore } from "./describe-grant-store.js";
import { describeSessionStore } from "./describe-session-store.js";
import { describeTokenStores } from "./describe-token-stores.js";

/** Makes the stores of an issuer that holds nothing yet. */
export type MakeStores = () => Stores | Promise<Stores>;

/**
 * What every implementation of `Stores` promises, whatever keeps the data: one suite, run against
 * each. `makeStores` is called once per test; its stores must know nothing of those made before.
 */
export function describeStores(name: string, makeStores: MakeStores): void {
  describe(`${name} stores`, () => {
    describeClientStore(makeStores);
    describeGrantStore(makeStores);
    describeGrantConsents(makeStores);
    describeSessionStore(makeStores);
    describeTokenStores(makeStores);
  });
}
