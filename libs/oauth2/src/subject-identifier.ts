import { createHash } from "node:crypto";
import type { Client } from "./client.js";
import { InvalidClientMetadata } from "./errors.js";
import type { ClientMetadata } from "./client-metadata.js";
import type { Issuer } from "./issuer.js";

/**
 * The subject identifier a client is told (OpenID Connect Core §8): the subject itself, or for
 * pairwise clients a digest that differs by sector (§8.1). A login app may force one.
 */
export function subjectFor(
  issuer: Pick<Issuer, "policy" | "sealer">,
  client: Client,
  subject: string,
  forced?: string,
): string {
  if (forced !== undefined) return forced;
  if (client.metadata.subject_type !== "pairwise") return subject;
  const sector = sectorOf(client.metadata);
  const { pairwiseSalt } = issuer.policy;
  return pairwiseSalt === undefined
    ? issuer.sealer.digest("pairwise", `${sector}\0${subject}`)
    : createHash("sha256").update(sector).update(subject).update(pairwiseSalt).digest("hex");
}

/**
 * The sector of a client: the host of its sector_identifier_uri or of its redirect URIs. Throws
 * `invalid_client_metadata` when those have several hosts (§8.1).
 */
export function sectorOf(metadata: ClientMetadata): string {
  if (metadata.sector_identifier_uri !== undefined) {
    return new URL(metadata.sector_identifier_uri).host;
  }
  const hosts = new Set((metadata.redirect_uris ?? []).map((uri) => new URL(uri).host));
  const [host] = hosts;
  if (host === undefined || hosts.size > 1) {
    throw new InvalidClientMetadata(
      "A pairwise client whose redirect_uris have several hosts needs a sector_identifier_uri.",
    );
  }
  return host;
}
