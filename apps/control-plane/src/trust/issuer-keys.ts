import type { GuardedFetch } from "@grantry/platform";
import { createLocalJWKSet, type FlattenedJWSInput, type JWTHeaderParameters } from "jose";
import { z } from "zod";

const FRESH_MILLISECONDS = 10 * 60_000;
/** Keys that were seen stay good for so long while their address does not answer. */
const KEPT_MILLISECONDS = 24 * 3_600_000;
/** A flood of unknown key ids asks the issuer once in so long. */
const PAUSE_MILLISECONDS = 5_000;
const MOST_ISSUERS = 1_000;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySetSchema = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })).max(200),
});
type KeySet = z.infer<typeof keySetSchema>;

interface KnownKeys {
  keys: KeySet | undefined;
  fetchedAt: number;
  triedAt: number;
  loading: Promise<void> | undefined;
}

/** The keys of an issuer could not be had; `message` is for whoever set the issuer up. */
export class IssuerKeysUnavailable extends Error {
  override readonly name = "IssuerKeysUnavailable";
}

/**
 * The keys of OIDC issuers that workspaces trust (OpenID Connect Discovery §4, RFC 7517 §5): fetched
 * through the guard, kept for ten minutes, and fetched again for a key id that is not among them.
 */
export class IssuerKeys {
  private readonly known = new Map<string, KnownKeys>();

  constructor(
    private readonly outbound: Pick<GuardedFetch, "request">,
    private readonly clock: () => number = Date.now,
  ) {}

  /**
   * The key that a token names.
   * @throws IssuerKeysUnavailable, or jose's error when no key fits
   */
  async find(
    issuer: { issuer: string; jwksUri: string | null },
    header: JWTHeaderParameters,
    token: FlattenedJWSInput,
  ) {
    const known = this.remembered(issuer);
    const isStale = this.clock() - known.fetchedAt > FRESH_MILLISECONDS;
    if (!known.keys || isStale || !holds(known.keys, header.kid)) await this.refresh(issuer, known);
    const isTooOld = this.clock() - known.fetchedAt > KEPT_MILLISECONDS;
    if (!known.keys || isTooOld) {
      throw new IssuerKeysUnavailable("The issuer's keys could not be fetched. Try again shortly.");
    }
    return createLocalJWKSet(known.keys)(header, token);
  }

  private remembered({ issuer, jwksUri }: { issuer: string; jwksUri: string | null }): KnownKeys {
    const name = `${issuer} ${jwksUri ?? ""}`;
    const known = this.known.get(name) ?? {
      keys: undefined,
      fetchedAt: -Infinity,
      triedAt: -Infinity,
      loading: undefined,
    };
    this.known.delete(name);
    this.known.set(name, known);
    const [oldest] = this.known.keys();
    if (this.known.size > MOST_ISSUERS && oldest !== undefined) this.known.delete(oldest);
    return known;
  }

  /** Asks the issuer, once for all who wait; a failure leaves what was known. */
  private async refresh(
    issuer: { issuer: string; jwksUri: string | null },
    known: KnownKeys,
  ): Promise<void> {
    if (known.loading) return known.loading;
    if (this.clock() - known.triedAt < PAUSE_MILLISECONDS) return;
    known.triedAt = this.clock();
    known.loading = this.fetchKeys(issuer)
      .then((keys) => {
        known.keys = keys;
        known.fetchedAt = this.clock();
      })
      .catch(() => undefined)
      .finally(() => {
        known.loading = undefined;
      });
    return known.loading;
  }

  private async fetchKeys({ issuer, jwksUri }: { issuer: string; jwksUri: string | null }) {
    const address = jwksUri ?? (await this.discover(issuer));
    return keySetSchema.parse(await this.fetchJson(address));
  }

  private async discover(issuer: string): Promise<string> {
    const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const document = discoverySchema.parse(await this.fetchJson(address));
    if (document.issuer !== issuer) throw new Error("The issuer calls itself something else.");
    return document.jwks_uri;
  }

  private async fetchJson(address: string): Promise<unknown> {
    const answer = await this.outbound.request(address, {
      headers: { accept: "application/json" },
    });
    if (answer.status !== 200) throw new Error(`The issuer answered ${answer.status}.`);
    return JSON.parse(answer.body.toString("utf8")) as unknown;
  }
}

function holds({ keys }: KeySet, kid: string | undefined): boolean {
  return kid === undefined ? keys.length > 0 : keys.some((key) => key.kid === kid);
}
