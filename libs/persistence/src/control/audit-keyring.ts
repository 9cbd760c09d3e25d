import type { AuditKey } from "@grantry/contracts";
import { type AuditSigningKey, generateAuditSigningKey } from "@grantry/control";
import type { Envelope } from "../envelope.js";
import type { ControlDatabase } from "./control-database.js";
import type { StoredAuditKey } from "./stores/audit-proof.store.js";

/** The keys that sign heads of the audit log; private halves are sealed with the master key. */
export class AuditKeyring {
  readonly #control: ControlDatabase;
  readonly #envelope: Envelope;

  constructor(control: ControlDatabase, envelope: Envelope) {
    this.#control = control;
    this.#envelope = envelope;
  }

  /** The newest key that a listed master key opens; made when there is none. */
  async signingKey(): Promise<AuditSigningKey> {
    const known = this.#newest(await this.#control.auditProofs.keys());
    if (known !== undefined) return known;
    return this.#control.exclusively("audit-signing-key", async () => {
      const meanwhile = this.#newest(await this.#control.auditProofs.keys());
      return meanwhile ?? this.#create();
    });
  }

  /** The public halves of every key that ever signed. */
  async publicKeys(): Promise<AuditKey[]> {
    const keys = await this.#control.auditProofs.keys();
    return keys.map(({ publicKey }) => publicKey);
  }

  async #create(): Promise<AuditSigningKey> {
    const key = generateAuditSigningKey();
    const sealedPrivateKey = this.#envelope.seal(key.privateKey, contextOf(key.publicKey.kid));
    await this.#control.auditProofs.addKey({ publicKey: key.publicKey, sealedPrivateKey });
    return key;
  }

  #newest(keys: readonly StoredAuditKey[]): AuditSigningKey | undefined {
    for (const { publicKey, sealedPrivateKey } of keys) {
      try {
        const privateKey = this.#envelope.open(sealedPrivateKey, contextOf(publicKey.kid));
        return { publicKey, privateKey };
      } catch {
        // Sealed with a master key that is not listed any more: it verifies, and signs no more.
      }
    }
    return undefined;
  }
}

function contextOf(keyId: string): string {
  return `${keyId} audit signing key`;
}
