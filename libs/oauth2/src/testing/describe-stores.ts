import type { Stores } from "../stores.js";
import { describeClientStore } from "./describe-client-store.js";
import { describeDeliveryStore } from "./describe-delivery-store.js";
import { describeGrantConsents } from "./describe-grant-consents.js";
import { describeGrantStore } from "./describe-grant-store.js";
import { describeSessionEnd } from "./describe-session-end.js";
import { describeSessionStore } from "./describe-session-store.js";
import { describeTokenStores } from "./describe-token-stores.js";

/** Makes the stores of an issuer that holds nothing yet. */
export type MakeStores = () => Stores | Promise<Stores>;

/** The stores under test, the same for every test: each brings ids of its own. */
export type SharedStores = () => Promise<Stores>;

/**
 * What every implementation of `Stores` promises, whatever keeps the data: one suite, run against
 * each. `makeStores` is called once, by the first test: making an issuer's stores may be slow.
 */
export function describeStores(name: string, makeStores: MakeStores): void {
  let made: Promise<Stores> | undefined;
  const stores: SharedStores = () => (made ??= Promise.resolve(makeStores()));
  describe(`${name} stores`, () => {
    describeClientStore(stores);
    describeGrantStore(stores);
    describeGrantConsents(stores);
    describeSessionStore(stores);
    describeSessionEnd(stores);
    describeDeliveryStore(stores);
    describeTokenStores(stores);
  });
}
