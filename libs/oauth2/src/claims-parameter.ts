import { InvalidRequest } from "./errors.js";

/** One claim asked for by name (OpenID Connect Core §5.5.1); `null` asks without conditions. */
export interface ClaimRequest {
  readonly essential?: boolean;
  readonly value?: unknown;
  readonly values?: readonly unknown[];
}

/** The `claims` parameter (§5.5): what userinfo and the ID token are to carry. */
export interface ClaimsParameter {
  readonly userinfo?: Readonly<Record<string, ClaimRequest | null>>;
  readonly id_token?: Readonly<Record<string, ClaimRequest | null>>;
}

const LONGEST = 8_000;

/** Reads the `claims` parameter. Throws `invalid_request` when it is no JSON of that shape. */
export function readClaimsParameter(text: string | undefined): ClaimsParameter | undefined {
  if (text === undefined) return undefined;
  const document = text.length > LONGEST ? undefined : parse(text);
  if (!isRecord(document)) throw malformed();
  for (const target of ["userinfo", "id_token"]) {
    const requests = document[target];
    if (requests === undefined || requests === null) continue;
    if (!isRecord(requests) || !Object.values(requests).every(isClaimRequest)) throw malformed();
  }
  const { userinfo, id_token } = document as ClaimsParameter;
  return { ...(userinfo && { userinfo }), ...(id_token && { id_token }) };
}

/** The values a claim must have one of, when the request names any. */
export function acceptableValues(request: ClaimRequest | null | undefined): readonly unknown[] {
  if (request === null || request === undefined) return [];
  return request.values ?? (request.value === undefined ? [] : [request.value]);
}

function isClaimRequest(value: unknown): boolean {
  if (value === null) return true;
  if (!isRecord(value)) return false;
  const { essential, values } = value;
  return (
    (essential === undefined || typeof essential === "boolean") &&
    (values === undefined || Array.isArray(values))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function malformed(): InvalidRequest {
  return new InvalidRequest(
    "The parameter 'claims' must be a JSON object with the members userinfo and id_token.",
  );
}
