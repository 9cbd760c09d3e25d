import type { IncomingHttpHeaders } from "node:http";
import { KeyedDigest, OAuthError } from "@grantry/oauth2";
import { CidrList, verifyServiceCredential } from "@grantry/platform";
import type { AdminCredential, Envelope, PlaneDatabase } from "@grantry/persistence";
import { BoundedCache } from "../project/bounded-cache.js";
import type { OpenedProject } from "../project/opened-project.js";
import type { PermissionUses } from "./permission-uses.js";

const MOST_CREDENTIALS = 10_000;
const USE_INTERVAL_MS = 60_000;
const LONGEST_CREDENTIAL = 4_096;

/** Who calls the admin API, and what they may do in this project. */
export interface AdminCaller {
  readonly actor: string;
  readonly permissions: readonly string[];
  /** Counts a permission that was used. */
  readonly noteUse?: (permission: string) => void;
  /** The caller in words. */
  readonly label?: string;
  /** Where the caller calls from, when the control plane calls on somebody's behalf. */
  readonly address?: string;
  readonly userAgent?: string;
}

interface KnownCredential extends AdminCaller {
  readonly tokenId: string;
  readonly expiresAt?: Date;
  readonly allowed?: CidrList;
}

/**
 * Tells who a bearer value stands for at a project's admin API: a personal access token by its
 * keyed digest, pushed here by the control plane, or a service credential of the control plane.
 */
export class AdminCredentials {
  /** Under the master key of today, and under those before it. */
  readonly #digests: readonly [KeyedDigest, ...KeyedDigest[]];
  readonly #serviceKeys: readonly Buffer[];
  readonly #plane: PlaneDatabase;
  readonly #uses: PermissionUses;
  readonly #known = new BoundedCache<string, Promise<KnownCredential | undefined>>(
    MOST_CREDENTIALS,
  );

  readonly #usesAsked = new BoundedCache<string, number>(MOST_CREDENTIALS);

  constructor(plane: PlaneDatabase, envelope: Envelope, uses: PermissionUses) {
    this.#plane = plane;
    this.#uses = uses;
    const [key, ...older] = envelope.deriveEach("personal-access-token");
    if (key === undefined) throw new Error("no master key");
    this.#digests = [new KeyedDigest(key), ...older.map((each) => new KeyedDigest(each))];
    this.#serviceKeys = envelope.deriveEach("service-credential");
    plane.subscribe((change) => {
      if (change.kind === "down" || change.kind === "admin_credential") this.#known.clear();
    });
  }

  /** The caller, or 401 `request_unauthorized`. `address` is the caller's network address. */
  async authenticate(
    request: { readonly headers: IncomingHttpHeaders },
    project: OpenedProject,
    address: string,
  ): Promise<AdminCaller> {
    const bearer = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1];
    if (bearer === undefined || bearer.length > LONGEST_CREDENTIAL) {
      throw unauthorized("Send a personal access token: Authorization: Bearer gry_pat_...");
    }
    if (bearer.startsWith("gry_svc_")) return this.#service(bearer, project);
    const known = await this.#find(bearer, project);
    const expired = known?.expiresAt !== undefined && known.expiresAt <= new Date();
    if (known === undefined || expired) {
      throw unauthorized(
        "The personal access token is unknown, expired, revoked, not approved yet, or does not " +
          "reach this project.",
      );
    }
    if (known.allowed !== undefined && !known.allowed.contains(address)) {
      throw new OAuthError(
        "request_forbidden",
        "The personal access token may not be used from this network address.",
        403,
      );
    }
    this.#keepUse(request, project, known, address);
    return known;
  }

  /** The store writes a token's use once a minute; it is not asked more often than that. */
  #keepUse(
    request: { readonly headers: IncomingHttpHeaders },
    project: OpenedProject,
    { tokenId }: KnownCredential,
    address: string,
  ): void {
    const at = new Date();
    const name = `${project.id}\0${tokenId}`;
    const asked = this.#usesAsked.get(name);
    if (asked !== undefined && at.getTime() - asked < USE_INTERVAL_MS) return;
    this.#usesAsked.set(name, at.getTime());
    const userAgent = (request.headers["user-agent"] ?? "").slice(0, 256);
    void project.stores.adminCredentials
      .used(tokenId, { at, address, userAgent })
      .catch(() => this.#usesAsked.delete(name));
  }

  #service(bearer: string, project: OpenedProject): AdminCaller {
    const claims = this.#serviceKeys
      .map((key) => verifyServiceCredential(key, bearer))
      .find((found) => found !== undefined);
    if (claims === undefined || claims.projectId !== project.id) {
      throw unauthorized("The service credential is unknown, expired or for another project.");
    }
    return claims;
  }

  #find(bearer: string, project: OpenedProject): Promise<KnownCredential | undefined> {
    const name = `${project.id}\0${this.#digests[0].textOf("", bearer)}`;
    const kept = this.#known.get(name);
    if (kept !== undefined) return kept;
    const loading = this.#load(bearer, project);
    if (!this.#plane.listening) return loading;
    this.#known.set(name, loading);
    const forget = (): void => this.#known.delete(name);
    loading.then((found) => {
      if (found === undefined) forget();
    }, forget);
    return loading;
  }

  async #load(bearer: string, project: OpenedProject): Promise<KnownCredential | undefined> {
    let found: AdminCredential | undefined;
    for (const digest of this.#digests) {
      found ??= await project.stores.adminCredentials.find(digest.of("", bearer));
    }
    if (found === undefined) return undefined;
    const { tokenId } = found;
    return {
      tokenId,
      noteUse: (permission) => this.#uses.note(project.id, tokenId, permission),
      actor: `token:${tokenId}`,
      label: found.ownerLabel,
      permissions: found.permissions,
      ...(found.expiresAt === undefined ? {} : { expiresAt: found.expiresAt }),
      ...(found.allowedCidrs.length === 0
        ? {}
        : { allowed: new CidrList([...found.allowedCidrs]) }),
    };
  }
}

function unauthorized(description: string): OAuthError {
  return new OAuthError("request_unauthorized", description, 401);
}
