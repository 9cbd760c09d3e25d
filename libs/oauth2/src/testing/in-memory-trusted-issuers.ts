import type { TrustedIssuer, TrustedIssuerStore } from "../stores.js";

/** Trusted issuers of one issuer in memory. */
export function inMemoryTrustedIssuers(): TrustedIssuerStore {
  const trusted = new Map<string, TrustedIssuer>();
  return {
    async insert(entry) {
      const exists = [...trusted.values()].some(
        (other) =>
          other.issuer === entry.issuer &&
          other.publicKey.kid === entry.publicKey.kid &&
          other.subject === entry.subject,
      );
      if (exists) return "exists";
      trusted.set(entry.id, entry);
      return "inserted";
    },
    async find(id) {
      return trusted.get(id);
    },
    async findForAssertion({ issuer, subject, kid, at }) {
      return [...trusted.values()].filter(
        (entry) =>
          entry.issuer === issuer &&
          entry.publicKey.kid === kid &&
          (entry.subject ?? subject) === subject &&
          entry.expiresAt > at,
      );
    },
    async list({ issuer, limit, after }) {
      const all = [...trusted.values()].filter(
        (entry) => (issuer ?? entry.issuer) === entry.issuer,
      );
      const start = after === undefined ? 0 : all.findIndex((entry) => entry.id === after) + 1;
      if (after !== undefined && start === 0) return { items: [] };
      const items = all.slice(start, start + limit);
      const last = items.at(-1);
      return start + limit < all.length && last !== undefined
        ? { items, next: last.id }
        : { items };
    },
    async remove(id) {
      return trusted.delete(id) ? "removed" : "absent";
    },
  };
}
