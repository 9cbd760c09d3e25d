import { createHash, generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { Client } from "../client.js";
import type { ClientRecord } from "../client.js";
import { CLIENT_LIFESPANS } from "../client-metadata.js";
import type { ClientLifespan, ClientMetadata } from "../client-metadata.js";
import { readClientMetadata } from "../client-registration/read-metadata.js";
import { digestClientSecret, generateClientSecret } from "../client-secret.js";
import { after } from "../issuer.js";
import type { Issuer, SecretHashes, SubjectClaims } from "../issuer.js";
import { HookUnavailable } from "../hooks/hook-caller.js";
import type { HookCaller } from "../hooks/hook-caller.js";
import type { Outbound } from "../outbound.js";
import { parsePolicy } from "../policy.js";
import { Sealer } from "../sealed.js";
import { SigningKeys, generateSigningKey, thumbprint } from "../signing-keys.js";
import type { SigningKeyRecord } from "../signing-keys.js";
import type { NewGrant, Session, Stores } from "../stores.js";
import { inMemoryStores } from "./in-memory-stores.js";

/** A whole second, so that an instant survives every form it is written in. */
export const NOON = new Date("2026-03-01T12:00:00.000Z");

/** A clock that stands until it is moved. */
export class StandingClock {
  #now: Date;

  constructor(now: Date = NOON) {
    this.#now = now;
  }

  readonly read = (): Date => this.#now;

  /** Moves on by some seconds. */
  pass(seconds: number): void {
    this.#now = after(this.#now, seconds);
  }
}

export interface IssuerOptions {
  readonly url?: string;
  /** The project's configuration document in Hydra's keys; must be without problems. */
  readonly config?: unknown;
  readonly secret?: Uint8Array;
  readonly stores?: Stores;
  readonly keys?: readonly SigningKeyRecord[];
  readonly claims?: Readonly<Record<string, unknown>>;
  /** What other servers answer; none answers unless it is given. */
  readonly outbound?: Outbound;
  /** Who answers as a hook; nobody does unless it is given. */
  readonly hooks?: HookCaller;
}

/** An issuer in memory with a clock of its own. */
export interface TestIssuer extends Issuer {
  readonly time: StandingClock;
}

/** Builds an issuer whose stores, clock and keys are in memory; clients are never cached. */
export async function anIssuer(options: IssuerOptions = {}): Promise<TestIssuer> {
  const time = new StandingClock();
  const { policy, problems } = parsePolicy(options.config ?? {});
  if (problems.length > 0) throw new Error(`settings refused: ${JSON.stringify(problems)}`);
  const stores = options.stores ?? inMemoryStores(time.read);
  const subjects: SubjectClaims = { ofSubject: async () => options.claims ?? {} };
  return {
    url: options.url ?? "https://issuer.example.com",
    policy,
    keys: new SigningKeys(options.keys ?? (await signingKeys())),
    ensureSigningKey: async () => undefined,
    sealer: new Sealer(options.secret ?? randomBytes(32), time.read),
    stores,
    client: async (clientId) => {
      const record = await stores.clients.find(clientId);
      return record === undefined ? undefined : new Client(record);
    },
    subjects,
    passwords: QUICK_HASHES,
    outbound: options.outbound ?? NOWHERE,
    hooks: options.hooks ?? NO_HOOKS,
    clock: time.read,
    time,
  };
}

let generated: Promise<readonly SigningKeyRecord[]> | undefined;

/** A current and a next key of each initial algorithm, generated once per test file. */
export function signingKeys(): Promise<readonly SigningKeyRecord[]> {
  generated ??= Promise.all([
    shortRsaKey("current"),
    shortRsaKey("next"),
    generateSigningKey("ES256", "current", NOON),
    generateSigningKey("ES256", "next", NOON),
  ]);
  return generated;
}

/** An RSA key of 1024 bits: a test file makes its own and proves nothing by their length. */
async function shortRsaKey(state: "current" | "next"): Promise<SigningKeyRecord> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const publicJwk = publicKey.export({ format: "jwk" });
  return {
    kid: thumbprint(publicJwk),
    algorithm: "RS256",
    state,
    publicJwk,
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }),
    createdAt: NOON,
    ...(state === "current" ? { activatedAt: NOON } : {}),
  };
}

const NOWHERE: Outbound = {
  json: async (url) => {
    throw new Error(`nothing answers at ${url}`);
  },
  text: async (url) => {
    throw new Error(`nothing answers at ${url}`);
  },
};

const NO_HOOKS: HookCaller = {
  ask: async ({ target }) => {
    throw new HookUnavailable(`nothing answers at ${target.url}`);
  },
};

/** Stands for argon2id where only equality matters. */
const QUICK_HASHES: SecretHashes = {
  hash: async (secret) => `$quick$${digestOf(secret)}`,
  verify: async (digest, secret) => digest === `$quick$${digestOf(secret)}`,
};

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** A client in an issuer's store, and the secret it authenticates with. */
export interface RegisteredClient {
  readonly client: Client;
  readonly secret: string;
  /** Its credentials as an `Authorization` header (RFC 6749 §2.3.1). */
  readonly authorization: string;
}

/** Registers a client for the code flow with refresh and for client credentials. */
export async function registerClient(
  issuer: Issuer,
  fields: Partial<ClientMetadata> & { readonly client_id?: string } = {},
): Promise<RegisteredClient> {
  const { client_id: clientId = randomUUID(), ...metadata } = fields;
  const secret = generateClientSecret();
  const now = issuer.clock();
  const record = aClient({
    clientId,
    metadata: await readClientMetadata(issuer, { ...CLIENT_FIELDS, ...metadata }),
    secrets: [await digestClientSecret(issuer, secret, "generated")],
    createdAt: now,
    updatedAt: now,
  });
  if ((await issuer.stores.clients.insert(record)) === "exists") throw new Error("client exists");
  return { client: new Client(record), secret, authorization: basic(clientId, secret) };
}

/** An `Authorization` header with Basic credentials (RFC 6749 §2.3.1). */
export function basic(clientId: string, secret: string): string {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

export const REDIRECT_URI = "https://app.example.com/callback";

const CLIENT_FIELDS = {
  client_name: "Demo",
  redirect_uris: [REDIRECT_URI],
  grant_types: ["authorization_code", "refresh_token", "client_credentials"],
  response_types: ["code"],
  scope: "openid offline_access offline profile email",
};

/** A client record on its own, as stores keep it. */
export function aClient(changes: Partial<ClientRecord> = {}): ClientRecord {
  return {
    clientId: randomUUID(),
    metadata: CLIENT_METADATA,
    secrets: [{ kind: "keyed", digest: "a-digest", createdAt: NOON }],
    createdAt: NOON,
    updatedAt: NOON,
    revision: 1,
    ...changes,
  };
}

/** The document of a client that sent nothing but its redirect URI. */
export const CLIENT_METADATA: ClientMetadata = {
  client_name: "",
  redirect_uris: [REDIRECT_URI],
  grant_types: null,
  response_types: null,
  scope: "offline_access offline openid",
  audience: [],
  owner: "",
  policy_uri: "",
  allowed_cors_origins: [],
  tos_uri: "",
  client_uri: "",
  logo_uri: "",
  contacts: null,
  subject_type: "public",
  token_endpoint_auth_method: "client_secret_basic",
  userinfo_signed_response_alg: "none",
  metadata: {},
  skip_consent: false,
  skip_logout_consent: null,
  ...noLifespans(),
};

function noLifespans(): Record<ClientLifespan, null> {
  const entries = CLIENT_LIFESPANS.map((name) => [name, null] as const);
  return Object.fromEntries(entries) as Record<ClientLifespan, null>;
}

/** A grant as the authorization endpoint writes it. */
export function aGrant(changes: Partial<NewGrant> = {}): NewGrant {
  return {
    id: randomUUID(),
    clientId: randomUUID(),
    subject: randomUUID(),
    scope: ["openid", "offline_access"],
    audience: [],
    details: {},
    authTime: NOON,
    requestedAt: NOON,
    generation: 0,
    remember: false,
    expiresAt: after(NOON, 600),
    ...changes,
  };
}

export function aSession(changes: Partial<Session> = {}): Session {
  return {
    id: randomUUID(),
    subject: randomUUID(),
    authenticatedAt: NOON,
    amr: ["pwd"],
    persistent: true,
    remembered: true,
    expiresAt: after(NOON, 3600),
    ...changes,
  };
}
