import { ApiError, apiErrorOf, asApiError } from "./api-error.js";
import { nextPageToken } from "./link-header.js";

/** Same origin in both address modes, so that the session cookie is first-party. */
const API_BASE = "/api";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface ApiRequest {
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal;
  /** Kept for the retries of one write, so that it is applied once. */
  idempotencyKey?: string;
  headers?: Record<string, string>;
}

export interface ApiAnswer<T> {
  data: T;
  headers: Headers;
}

let csrfToken = "";
let onSessionEnded: () => void = () => undefined;
let confirmIdentity: () => Promise<boolean> = () => Promise.resolve(false);

/** Remembers the token that every write of this session carries. */
export function rememberCsrfToken(session: { csrf_token: string }): void {
  csrfToken = session.csrf_token;
}

/** Registers what happens when a call is refused because the session is over. */
export function whenSessionEnds(listener: () => void): void {
  onSessionEnded = listener;
}

/**
 * Registers how a person confirms that it is them, when an action needs a fresh sign-in; the
 * promise tells whether they did.
 */
export function whenFreshSignInNeeded(confirm: () => Promise<boolean>): void {
  confirmIdentity = confirm;
}

function addressOf(path: string, query: ApiRequest["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return API_BASE + path + (text === "" ? "" : `?${text}`);
}

function headersOf(method: Method, request: ApiRequest): Headers {
  const headers = new Headers({ accept: "application/json", ...request.headers });
  if (request.body !== undefined) {
    headers.set(
      "content-type",
      method === "PATCH" ? "application/json-patch+json" : "application/json",
    );
  }
  if (method !== "GET") {
    headers.set("x-csrf-token", csrfToken);
    if (request.idempotencyKey !== undefined)
      headers.set("idempotency-key", request.idempotencyKey);
  }
  return headers;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Calls the control-plane API with the console's session. An action that needs a fresh sign-in asks
 * for it and then runs by itself.
 * @returns the parsed body with the answer's headers (list pages are in `Link`)
 * @throws ApiError for every refusal, and with status 0 when nothing answered
 */
export async function callApi<T>(
  method: Method,
  path: string,
  request: ApiRequest = {},
): Promise<ApiAnswer<T>> {
  try {
    return await callOnce<T>(method, path, request);
  } catch (thrown) {
    const isStale = thrown instanceof ApiError && thrown.code === "fresh_sign_in_required";
    if (!isStale || !(await confirmIdentity())) throw thrown;
    return callOnce<T>(method, path, request);
  }
}

async function callOnce<T>(
  method: Method,
  path: string,
  request: ApiRequest,
): Promise<ApiAnswer<T>> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(addressOf(path, request.query), {
      method,
      headers: headersOf(method, request),
      credentials: "same-origin",
      cache: "no-store",
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    body = await bodyOf(response);
  } catch (thrown) {
    if (request.signal?.aborted) throw thrown;
    throw asApiError(thrown);
  }
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith("/auth/")) onSessionEnded();
    throw apiErrorOf(response, body);
  }
  return { data: body as T, headers: response.headers };
}

/** Reads one resource. */
export async function read<T>(path: string, request?: ApiRequest): Promise<T> {
  return (await callApi<T>("GET", path, request)).data;
}

/** Reads a list to its end, page after page: each names the next in `Link` (RFC 8288). */
export async function readAll<Row>(path: string, request: ApiRequest = {}): Promise<Row[]> {
  const rows: Row[] = [];
  let token: string | undefined;
  do {
    const query = { ...request.query, page_token: token };
    const { data, headers } = await callApi<Row[]>("GET", path, { ...request, query });
    rows.push(...data);
    token = nextPageToken(headers.get("link"));
  } while (token !== undefined);
  return rows;
}

/** Changes something; every write carries an idempotency key. */
export async function write<T>(
  method: Exclude<Method, "GET">,
  path: string,
  body?: unknown,
  idempotencyKey: string = crypto.randomUUID(),
): Promise<T> {
  return (await callApi<T>(method, path, { body, idempotencyKey })).data;
}
