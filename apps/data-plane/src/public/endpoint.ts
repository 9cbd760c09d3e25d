import type { IncomingHttpHeaders } from "node:http";
import { InvalidClient, InvalidToken } from "@grantry/oauth2";
import type { FormFields, OAuthError } from "@grantry/oauth2";
import type { OpenedProject } from "../project/opened-project.js";

/** What an endpoint is asked: the HTTP is read already. */
export interface EndpointRequest {
  readonly headers: IncomingHttpHeaders;
  /** The form in the body; undefined when the body is none. */
  readonly form: FormFields | undefined;
}

/**
 * What it answers, beside the headers that every answer carries. Headers that many answers share,
 * and answers given many times, are frozen: what is written of them is then kept.
 */
export interface EndpointAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: the answer has no body. */
  readonly body?: string;
}

/** An endpoint of a project; throws the registered error of what it refuses. */
export type Endpoint = (
  project: OpenedProject,
  request: EndpointRequest,
) => EndpointAnswer | Promise<EndpointAnswer>;

/** What an endpoint is asked that takes a document. */
export interface DocumentRequest {
  readonly headers: IncomingHttpHeaders;
  /** As it was sent. */
  readonly body: string;
  readonly requestId: string;
  /** The network address that it comes from. */
  readonly address: string;
}

/** An endpoint that takes a document; throws the registered error of what it refuses. */
export type DocumentEndpoint = (
  project: OpenedProject,
  request: DocumentRequest,
) => Promise<EndpointAnswer>;

/** RFC 6749 §5.1: token responses are never kept. */
export const UNCACHED = Object.freeze({ "cache-control": "no-store", pragma: "no-cache" });

const UNCACHED_JSON = Object.freeze({
  ...UNCACHED,
  "content-type": "application/json;charset=UTF-8",
});

/** 200 with a document that nobody keeps. */
export function uncachedJson(document: unknown): EndpointAnswer {
  return { status: 200, headers: UNCACHED_JSON, body: JSON.stringify(document) };
}

/** RFC 6749 §5.2, RFC 6750 §3: the body and the challenge of a refusal. */
export function refusal(
  error: OAuthError,
  { requestId, realm }: { readonly requestId: string; readonly realm: string | undefined },
): EndpointAnswer {
  const challenge = challengeOf(error, realm ?? "oauth2");
  return {
    status: error.status,
    headers: {
      ...UNCACHED,
      "content-type": "application/json; charset=utf-8",
      ...(challenge === undefined ? {} : { "www-authenticate": challenge }),
      ...(error.status === 503 ? { "retry-after": "1" } : {}),
    },
    body: JSON.stringify({
      error: error.code,
      error_description: error.description,
      request_id: requestId,
    }),
  };
}

function challengeOf(error: OAuthError, realm: string): string | undefined {
  if (error.code === "request_unauthorized" && error.status === 401) return "Bearer";
  if (error.code === "insufficient_scope" || error instanceof InvalidToken) {
    return `Bearer error="${error.code}", error_description="${error.description}"`;
  }
  if (error instanceof InvalidClient && error.challenge) return `Basic realm="${realm}"`;
  return undefined;
}
