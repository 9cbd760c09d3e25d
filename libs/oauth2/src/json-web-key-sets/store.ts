import type { NamedJsonWebKey } from "./json-web-key.js";

/** The JWK sets that a project keeps for its own applications (Hydra's `/admin/keys`). */
export interface JsonWebKeyStore {
  /** The keys of a set, the newest first; empty for a set nobody made. */
  list(set: string): Promise<readonly NamedJsonWebKey[]>;
  find(set: string, kid: string): Promise<NamedJsonWebKey | undefined>;
  /** `exists`: the set has a key of that name; it is left as it is. */
  add(set: string, key: NamedJsonWebKey, at: Date): Promise<"added" | "exists">;
  /** Writes a key under its own name, over whatever has that name. */
  put(set: string, key: NamedJsonWebKey, at: Date): Promise<void>;
  /** The set holds these keys from now on and no other. Names must differ. */
  replace(set: string, keys: readonly NamedJsonWebKey[], at: Date): Promise<void>;
  /** Removes one key, or without `kid` the set; answers how many went. */
  remove(set: string, kid?: string): Promise<number>;
}
