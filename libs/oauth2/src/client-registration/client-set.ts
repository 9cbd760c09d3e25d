import { createHash } from "node:crypto";
import type { ClientRecord } from "../client.js";
import { InvalidClientMetadata, InvalidRequest, OAuthError } from "../errors.js";
import type { Issuer } from "../issuer.js";
import { describeClient } from "./describe-client.js";
import { Fields } from "./fields.js";
import { readClientMetadata } from "./read-metadata.js";
import { ensureSigningKeys, readClientId, secretsFor } from "./register-client.js";

const PAGE = 1_000;
/** More than this many clients are not written down in one document. */
const MOST_CLIENTS = 1_000;

/** Members that the server makes, and those that only the answer to a registration shows. */
const SERVER_MADE: ReadonlySet<string> = new Set([
  "client_secret",
  "client_secret_expires_at",
  "created_at",
  "updated_at",
  "registration_access_token",
  "registration_client_uri",
]);

/** A client as it is written down: without what the server made or what says nothing. */
export type WrittenDownClient = Readonly<Record<string, unknown>>;

/** The clients of an issuer that people manage: those that registered themselves are not in it. */
export interface ClientSet {
  /** Changes whenever one of them does. */
  readonly etag: string;
  readonly clients: readonly WrittenDownClient[];
}

export interface ClientSetChange {
  readonly client_id: string;
  readonly action: "create" | "update" | "delete";
  readonly before?: WrittenDownClient;
  readonly after?: WrittenDownClient;
}

/** What making the clients of an issuer equal to a list would do. */
export interface ClientSetPlan {
  readonly etag: string;
  readonly changes: readonly ClientSetChange[];
}

export interface AppliedClientSet extends ClientSetPlan {
  /** Of clients that now have a secret that nobody knows yet; shown once. */
  readonly issued_secrets: readonly {
    readonly client_id: string;
    readonly client_secret: string;
  }[];
}

/** The clients that people manage. Throws 400 when there are too many to be written down. */
export async function clientSet(issuer: Issuer): Promise<ClientSet> {
  const standing = await standingClients(issuer);
  const managed = standing.filter(isManaged);
  const clients = managed.toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1)).map(writeDown);
  return { etag: etagOf(managed), clients };
}

/**
 * What would have to change for the clients of an issuer to be exactly these; clients that
 * registered themselves and are not named stay. Throws `invalid_client_metadata` and
 * `invalid_redirect_uri` naming the client.
 */
export async function planClientSet(issuer: Issuer, wanted: unknown): Promise<ClientSetPlan> {
  const { etag, changes } = await compare(issuer, wanted);
  return { etag, changes: changes.map(({ change }) => change) };
}

/**
 * Makes the clients of an issuer exactly these, all in one write or not at all. Throws 409 when they
 * are not as `etag` says, or when another write came between.
 */
export async function applyClientSet(
  issuer: Issuer,
  wanted: unknown,
  etag: string | undefined,
): Promise<AppliedClientSet> {
  const found = await compare(issuer, wanted);
  if (etag !== undefined && etag !== found.etag) throw changedMeanwhile();
  const changes = found.changes.map(({ change }) => change);
  if (changes.length === 0) return { etag: found.etag, changes, issued_secrets: [] };
  const written = await Promise.all(found.changes.map((each) => recordAfter(issuer, each)));
  const pick = (action: ClientSetChange["action"]) =>
    written.flatMap(({ record, change }) => (change.action === action && record ? [record] : []));
  const removed = found.changes.flatMap(({ change, stored }) =>
    change.action === "delete" && stored
      ? [{ clientId: stored.clientId, revision: stored.revision }]
      : [],
  );
  const inserted = pick("create");
  const outcome = await issuer.stores.clients.change({
    inserted,
    replaced: pick("update"),
    removed,
  });
  if (outcome === "stale") throw changedMeanwhile();
  // An id may be chosen again: what an earlier client of that id was granted is not inherited.
  const now = issuer.clock();
  for (const { clientId } of inserted) await issuer.stores.grants.revokeWhere({ clientId }, now);
  return {
    etag: (await clientSet(issuer)).etag,
    changes,
    issued_secrets: written.flatMap(({ record, secret }) =>
      record && secret !== undefined ? [{ client_id: record.clientId, client_secret: secret }] : [],
    ),
  };
}

interface FoundChange {
  readonly change: ClientSetChange;
  readonly stored?: ClientRecord;
  readonly record?: ClientRecord;
}

async function compare(
  issuer: Issuer,
  wanted: unknown,
): Promise<{ readonly etag: string; readonly changes: readonly FoundChange[] }> {
  const documents = readDocuments(wanted);
  const standing = await standingClients(issuer);
  const byId = new Map(standing.map((record) => [record.clientId, record]));
  const changes: FoundChange[] = [];
  for (const [clientId, document] of documents) {
    const stored = byId.get(clientId);
    const record = await wantedRecord(issuer, clientId, document, stored);
    const after = writeDown(record);
    if (stored === undefined) {
      changes.push({ change: { client_id: clientId, action: "create", after }, record });
      continue;
    }
    const before = writeDown(stored);
    if (sameText(before) === sameText(after)) continue;
    const change = { client_id: clientId, action: "update", before, after } as const;
    changes.push({ change, stored, record });
  }
  for (const stored of standing) {
    if (documents.has(stored.clientId) || !isManaged(stored)) continue;
    const before = writeDown(stored);
    changes.push({ change: { client_id: stored.clientId, action: "delete", before }, stored });
  }
  const concerned = standing.filter((each) => isManaged(each) || documents.has(each.clientId));
  return { etag: etagOf(concerned), changes };
}

function readDocuments(wanted: unknown): Map<string, Record<string, unknown>> {
  if (!Array.isArray(wanted) || wanted.length > MOST_CLIENTS) {
    throw new InvalidRequest(`Send a list of at most ${MOST_CLIENTS} clients.`);
  }
  const documents = new Map<string, Record<string, unknown>>();
  for (const document of wanted as readonly unknown[]) {
    const fields = new Fields(document);
    const clientId = readClientId(fields);
    if (clientId === undefined) {
      throw new InvalidClientMetadata("Field client_id must be given: by it clients are compared.");
    }
    if (fields.text("client_secret")) {
      throw new InvalidClientMetadata(
        `The client ${clientId} must not have a client_secret here: a new client gets one.`,
      );
    }
    if (documents.has(clientId)) {
      throw new InvalidClientMetadata(`The client ${clientId} must be in the list once.`);
    }
    documents.set(clientId, { ...(document as Record<string, unknown>) });
  }
  return documents;
}

async function wantedRecord(
  issuer: Issuer,
  clientId: string,
  document: Record<string, unknown>,
  stored: ClientRecord | undefined,
): Promise<ClientRecord> {
  // The reader takes an empty scope for the default one; here it says that the client has none.
  const explicit = document["scope"] === "" ? { ...document, scope: " " } : document;
  const read = await readClientMetadata(issuer, explicit).catch((refusal: unknown) => {
    if (!(refusal instanceof OAuthError)) throw refusal;
    const description = `The client ${clientId}: ${refusal.description}`;
    throw new OAuthError(refusal.code, description, refusal.status, refusal);
  });
  const now = issuer.clock();
  if (stored === undefined) {
    return { clientId, metadata: read, secrets: [], createdAt: now, updatedAt: now, revision: 1 };
  }
  const { origin } = stored.metadata;
  return {
    ...stored,
    metadata: origin === undefined ? read : { ...read, origin },
    updatedAt: now,
  };
}

async function recordAfter(
  issuer: Issuer,
  { change, record }: FoundChange,
): Promise<{
  readonly change: ClientSetChange;
  readonly record?: ClientRecord;
  readonly secret?: string;
}> {
  if (record === undefined) return { change };
  const { secrets, shown } = await secretsFor(issuer, record.metadata, undefined, record.secrets);
  await ensureSigningKeys(issuer, record.metadata);
  const complete = { ...record, secrets };
  return shown === undefined
    ? { change, record: complete }
    : { change, record: complete, secret: shown };
}

async function standingClients(issuer: Issuer): Promise<ClientRecord[]> {
  const records: ClientRecord[] = [];
  let position: string | undefined;
  do {
    const page = await issuer.stores.clients.list({
      limit: PAGE,
      ...(position === undefined ? {} : { after: position }),
    });
    records.push(...page.items);
    position = page.next;
  } while (position !== undefined && records.filter(isManaged).length <= MOST_CLIENTS);
  if (records.filter(isManaged).length > MOST_CLIENTS) {
    throw new InvalidRequest(
      `This project has more than ${MOST_CLIENTS} clients: manage them one by one.`,
    );
  }
  return records;
}

function isManaged(record: ClientRecord): boolean {
  return record.metadata.origin !== "self_registered";
}

function etagOf(records: readonly ClientRecord[]): string {
  const facts = records
    .map(({ clientId, createdAt, revision }) => `${clientId}\n${createdAt.getTime()}\n${revision}`)
    .toSorted();
  return createHash("sha256").update(facts.join("\n\n")).digest("base64url").slice(0, 22);
}

/** Without times and secrets, and without members that are empty; the scope always stands there. */
function writeDown(record: ClientRecord): WrittenDownClient {
  const described = Object.entries(describeClient(record)).filter(
    ([name, value]) => name === "scope" || (!SERVER_MADE.has(name) && !saysNothing(name, value)),
  );
  return Object.fromEntries(
    described.toSorted(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1)),
  );
}

function saysNothing(name: string, value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (name === "skip_consent") return value === false;
  if (name === "subject_type") return value === "public";
  if (name === "userinfo_signed_response_alg") return value === "none";
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Equal for equal documents, in whatever order their members stand. */
function sameText(document: WrittenDownClient): string {
  return JSON.stringify(document, (_name, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

const FIRST = ["client_id", "client_name", "grant_types", "response_types", "redirect_uris"];

/** What people look for stands first. */
function order(name: string): number {
  const place = FIRST.indexOf(name);
  return place === -1 ? FIRST.length : place;
}

function changedMeanwhile(): OAuthError {
  return new OAuthError(
    "conflict",
    "The clients were changed meanwhile. Read them and try again.",
    409,
  );
}
