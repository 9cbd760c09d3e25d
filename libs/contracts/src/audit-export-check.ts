import {
  type AuditExportLine,
  type AuditExportProof,
  auditEventContent,
  auditExportLineSchema,
  type AuditHead,
  type AuditKey,
  CHAIN_START,
  signedContent,
} from "./audit-proof.js";
import type { AuditEvent } from "./audit-event.js";

/** The two computations that this file leaves to its caller, so that it runs anywhere. */
export interface AuditCrypto {
  /** SHA-256 of the text's UTF-8 bytes, in lower-case hex. */
  sha256(text: string): string;
  /** Whether an Ed25519 signature (base64url) fits the text's UTF-8 bytes. */
  verify(key: AuditKey, text: string, signature: string): boolean;
  /** The thumbprint of a key (RFC 7638). */
  thumbprint(key: AuditKey): string;
}

/** Where an export does not hold, and why. */
export interface AuditFinding {
  line: number;
  sequence: number | null;
  occurredAt: string | null;
  reason: string;
}

export interface AuditExportVerdict {
  events: number;
  first: number | null;
  last: number | null;
  hash: string | null;
  heads: number;
  keyId: string | null;
  signedAt: string | null;
  /** The first thing that does not hold; absent when everything does. */
  finding?: AuditFinding;
}

type Line<Kind extends AuditExportLine["kind"]> = Extract<AuditExportLine, { kind: Kind }>;

/**
 * Checks an export line by line without any server: the chain is computed anew, each signature is
 * checked, and the signed last line says how much must stand before it, so that a changed, removed,
 * added, reordered or cut-off event is found.
 */
export class AuditExportCheck {
  readonly #crypto: AuditCrypto;
  readonly #trusted: readonly AuditKey[] | undefined;
  readonly #heads: { head: AuditHead; line: number }[] = [];
  readonly #hashes = new Map<number, string>();
  #line = 0;
  #header: Line<"header"> | undefined;
  #first: AuditEvent | undefined;
  #previous: AuditEvent | undefined;
  #proof: AuditExportProof | undefined;
  #events = 0;
  #finding: AuditFinding | undefined;

  /** @param trusted keys got from elsewhere; without them the export's own are used */
  constructor(crypto: AuditCrypto, trusted?: readonly AuditKey[]) {
    this.#crypto = crypto;
    this.#trusted = trusted;
  }

  /** Takes the next line; after the first finding further lines are not looked at. */
  take(text: string): void {
    this.#line += 1;
    if (this.#finding !== undefined || text.trim() === "") return;
    const line = readLine(text);
    if (line === undefined) return this.#report("This is no line of an export.");
    if (this.#line === 1 && line.kind !== "header") {
      return this.#report("The export does not begin with its header.");
    }
    if (this.#proof !== undefined) return this.#report("There is more after the signed last line.");
    switch (line.kind) {
      case "header":
        return this.#takeHeader(line);
      case "event":
        return this.#takeEvent(line);
      case "head":
        this.#heads.push({ head: line, line: this.#line });
        return;
      case "proof":
        return this.#takeProof(line);
    }
  }

  /** What the lines taken so far amount to, as a whole file. */
  end(): AuditExportVerdict {
    if (this.#finding === undefined && this.#proof === undefined) {
      this.#report("The file is cut off: its signed last line is missing.", this.#previous);
    }
    return {
      events: this.#events,
      first: this.#first?.sequence ?? null,
      last: this.#previous?.sequence ?? null,
      hash: this.#previous?.hash ?? null,
      heads: this.#heads.length,
      keyId: this.#proof?.key_id ?? null,
      signedAt: this.#proof?.signed_at ?? null,
      ...(this.#finding === undefined ? {} : { finding: this.#finding }),
    };
  }

  #takeHeader(header: Line<"header">): void {
    if (this.#header !== undefined) return this.#report("There is a second header.");
    this.#header = header;
    const forged = header.keys.find((key) => this.#crypto.thumbprint(key) !== key.kid);
    if (forged) this.#report(`The key ${forged.kid} is not the one its ID names.`);
  }

  #takeEvent({ kind: _kind, ...event }: Line<"event">): void {
    const { hash, ...content } = event;
    if (event.workspace_id !== this.#header?.workspace_id) {
      return this.#report("The event belongs to another workspace.", event);
    }
    const expected = this.#previous === undefined ? event.sequence : this.#previous.sequence + 1;
    if (event.sequence !== expected) {
      const reason =
        event.sequence > expected
          ? `Events are missing: ${expected} should come here, ${event.sequence} does.`
          : `Events are out of order: ${expected} should come here, ${event.sequence} does.`;
      return this.#report(reason, event);
    }
    if (this.#crypto.sha256(auditEventContent(content)) !== hash) {
      return this.#report("The event was changed: its content does not give its hash.", event);
    }
    const before = this.#previous?.hash ?? (event.sequence === 1 ? CHAIN_START : undefined);
    if (before !== undefined && event.previous_hash !== before) {
      return this.#report("The chain breaks: the event does not follow the one before it.", event);
    }
    this.#first ??= event;
    this.#previous = event;
    this.#events += 1;
    this.#hashes.set(event.sequence, hash);
  }

  #takeProof(proof: Line<"proof">): void {
    this.#proof = proof;
    const { signature, ...signed } = proof;
    if (!this.#isSigned(proof.key_id, signedContent(signed), signature)) return;
    if (proof.workspace_id !== this.#header?.workspace_id) {
      return this.#report("The signed last line belongs to another workspace.");
    }
    const fits =
      proof.count === this.#events &&
      (proof.count === 0 ||
        (proof.first_sequence === this.#first?.sequence &&
          proof.previous_hash === this.#first.previous_hash &&
          proof.last_sequence === this.#previous?.sequence &&
          proof.hash === this.#previous.hash));
    if (!fits) {
      return this.#report(
        `Events are missing: the signed last line covers ${proof.count} events, ` +
          `${proof.first_sequence} to ${proof.last_sequence}.`,
        this.#previous,
      );
    }
    for (const { head, line } of this.#heads) this.#checkHead(head, line);
  }

  #checkHead(head: AuditHead, line: number): void {
    if (this.#finding !== undefined) return;
    const { workspace_id, sequence, hash, signed_at, key_id, signature } = head;
    const content = signedContent({ workspace_id, sequence, hash, signed_at, key_id });
    if (!this.#isSigned(key_id, content, signature, line)) return;
    if (this.#hashes.get(sequence) === hash) return;
    this.#finding = {
      line,
      sequence,
      occurredAt: null,
      reason: `The chain was rewritten: at ${signed_at} event ${sequence} had another hash.`,
    };
  }

  #isSigned(keyId: string, content: string, signature: string, line = this.#line): boolean {
    const keys = this.#trusted ?? this.#header?.keys ?? [];
    const key = keys.find(({ kid }) => kid === keyId);
    const at = { line, sequence: null, occurredAt: null };
    if (key === undefined) {
      this.#finding = { ...at, reason: `The key ${keyId} is not among the keys that are trusted.` };
    } else if (!this.#crypto.verify(key, content, signature)) {
      this.#finding = { ...at, reason: "The signature does not fit: signed lines were changed." };
    }
    return this.#finding === undefined;
  }

  #report(reason: string, event?: Pick<AuditEvent, "sequence" | "occurred_at">): void {
    this.#finding = {
      line: this.#line,
      sequence: event?.sequence ?? null,
      occurredAt: event?.occurred_at ?? null,
      reason,
    };
  }
}

function readLine(text: string): AuditExportLine | undefined {
  try {
    return auditExportLineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
