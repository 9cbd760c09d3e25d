import { ApiError, readRefusal } from "./api-error.js";

/** An address that is spoken to, and how the caller makes itself known there. */
export interface Connection {
  /** Without trailing slash, such as `http://localhost:4000/api`. */
  baseUrl: string;
  /** Headers of every request, asked for each time: a credential, or a browser's CSRF token. */
  headers?: (method: string) => Promise<Record<string, string>> | Record<string, string>;
  /** Sees every request before it is sent; what it throws ends the call. */
  before?: (request: OutgoingRequest) => void;
  fetch?: typeof fetch;
  timeoutMilliseconds?: number;
}

/** A request that is about to be sent. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
}

export interface Call {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Begins with a slash; its parts are encoded by `path`. */
  path: string;
  query?: Record<string, string | number | undefined>;
  json?: unknown;
  form?: Record<string, string | undefined>;
  headers?: Record<string, string>;
}

export interface Reply {
  status: number;
  headers: Headers;
  /** Parsed when it was JSON, `undefined` when there was none, else the text. */
  body: unknown;
}

/** What turns an unknown body into a typed one; zod schemas fit. */
export interface Shape<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: unknown };
}

/** A path whose parts are encoded: ``path`/projects/${id}` ``. */
export function path(texts: TemplateStringsArray, ...parts: string[]): string {
  return String.raw({ raw: texts }, ...parts.map((part) => encodeURIComponent(part)));
}

/**
 * Sends one call.
 * @throws ApiError when no answer came, when the answer was a refusal or a redirect
 */
export async function send(connection: Connection, call: Call): Promise<Reply> {
  const method = call.method ?? "GET";
  const url = addressOf(connection, call);
  const body = bodyOf(call);
  connection.before?.({ method, url, body });
  const headers = {
    accept: "application/json",
    ...(await connection.headers?.(method)),
    ...contentType(call),
    ...call.headers,
  };
  const response = await answerOf(connection, url, { method, headers, body });
  const answer = await readBody(response);
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    throw new ApiError({
      status: response.status,
      code: "redirected",
      reason: `${url} answered with a redirect to ${response.headers.get("location") ?? "another address"}. Use that address instead.`,
    });
  }
  if (!response.ok) throw readRefusal(response, answer);
  return { status: response.status, headers: response.headers, body: answer };
}

/**
 * Sends one call and reads its answer.
 * @throws ApiError as `send`, and `unexpected_answer` when the answer has another shape
 */
export async function ask<T>(connection: Connection, call: Call, shape: Shape<T>): Promise<T> {
  return readReply(connection, call, await send(connection, call), shape);
}

/**
 * Reads an answer that was already received.
 * @throws ApiError `unexpected_answer` when the answer has another shape
 */
export function readReply<T>(connection: Connection, call: Call, reply: Reply, shape: Shape<T>): T {
  const read = shape.safeParse(reply.body);
  if (read.success) return read.data;
  throw new ApiError({
    status: reply.status,
    code: "unexpected_answer",
    reason: `${addressOf(connection, call)} answered in a form that is not Grantry's. Check the address.`,
    requestId: reply.headers.get("x-request-id") ?? undefined,
    cause: read.error,
  });
}

function addressOf(connection: Connection, call: Call): string {
  const query = form(call.query ?? {}).toString();
  return connection.baseUrl + call.path + (query === "" ? "" : `?${query}`);
}

function form(members: Record<string, string | number | undefined>): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) parameters.append(name, String(value));
  }
  return parameters;
}

function contentType(call: Call): Record<string, string> {
  if (call.json !== undefined) return { "content-type": "application/json" };
  if (call.form !== undefined) return { "content-type": "application/x-www-form-urlencoded" };
  return {};
}

function bodyOf(call: Call): string | null {
  if (call.json !== undefined) return JSON.stringify(call.json);
  if (call.form !== undefined) return form(call.form).toString();
  return null;
}

async function answerOf(connection: Connection, url: string, init: RequestInit): Promise<Response> {
  const { fetch: fetchWith = fetch, timeoutMilliseconds = 30_000 } = connection;
  try {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    return await fetchWith(url, { ...init, redirect: "manual", signal });
  } catch (cause) {
    const seconds = timeoutMilliseconds / 1000;
    const timedOut = cause instanceof Error && cause.name === "TimeoutError";
    throw new ApiError({
      status: 0,
      code: timedOut ? "timed_out" : "unreachable",
      reason: timedOut
        ? `${originOf(url)} did not answer within ${seconds} seconds.`
        : `${originOf(url)} cannot be reached${because(cause)}.`,
      cause,
    });
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** The system's own word for a failed connection, such as ECONNREFUSED. */
function because(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined;
  if (!(inner instanceof Error)) return "";
  const code = "code" in inner && typeof inner.code === "string" ? inner.code : inner.message;
  return code === "" ? "" : ` (${code})`;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
