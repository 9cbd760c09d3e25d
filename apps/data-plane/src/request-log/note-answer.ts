import type { IncomingHttpHeaders } from "node:http";
import { ENDPOINTS, after, freshId } from "@grantry/oauth2";
import type { FormFields, OAuthError } from "@grantry/oauth2";
import type { RequestLogEntry } from "@grantry/persistence";
import type { OpenedProject } from "../project/opened-project.js";
import type { RequestLog } from "./request-log.js";

const LOG_SECONDS = 7 * 86_400;
const LONGEST = 300;

type Refused = Pick<OAuthError, "code" | "description">;

/** A request of a project that was answered. */
export interface Answered {
  readonly project: OpenedProject;
  readonly requestId: string;
  readonly method: string;
  readonly route: string | undefined;
  /** Inside the issuer, with its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: FormFields | undefined;
  readonly address: () => string;
  readonly status: number;
  /** Where the answer sends the browser. */
  readonly location?: string | undefined;
  readonly refusal: Refused | undefined;
  readonly milliseconds: number;
}

/**
 * Notes what a project answered: refusals, and of what succeeded the requests that did or issued
 * something. Reads of documents and pages are not worth an entry.
 */
export function noteAnswer(log: RequestLog, answered: Answered): void {
  const kind = kindOf(answered);
  if (kind === undefined) return;
  const { project } = answered;
  log.add(project.id, project.stores.requestLog, kind, () => describe(answered));
}

function kindOf(answered: Answered): "refusal" | "success" | undefined {
  if (answered.status >= 400 || answered.refusal !== undefined) return "refusal";
  if (answered.method === "OPTIONS") return undefined;
  if (answered.method !== "GET") return "success";
  if (answered.route !== ENDPOINTS.authorization) return undefined;
  return errorInAddress(answered) === undefined ? "success" : "refusal";
}

function describe(answered: Answered): RequestLogEntry {
  const at = new Date();
  const { url } = answered;
  const end = url.indexOf("?");
  const refused = answered.refusal ?? errorInAddress(answered);
  const clientId = clientIdOf(answered);
  return {
    id: freshId(),
    at,
    requestId: answered.requestId,
    method: answered.method,
    path: shortened(end === -1 ? url : url.slice(0, end)),
    status: answered.status,
    ...(refused === undefined
      ? {}
      : { error: refused.code, errorDescription: shortened(refused.description) }),
    ...(clientId === undefined ? {} : { clientId: shortened(clientId) }),
    address: answered.address(),
    userAgent: shortened(answered.headers["user-agent"] ?? ""),
    milliseconds: Math.round(answered.milliseconds),
    expiresAt: after(at, LOG_SECONDS),
  };
}

/** The refusal that a redirect carries back to the client (RFC 6749 §4.1.2.1). */
function errorInAddress({ location }: Answered): Refused | undefined {
  if (location === undefined || !/[?&#]error=/.test(location)) return undefined;
  const parameters = new URLSearchParams(location.slice(location.search(/[?#]/) + 1));
  const code = parameters.get("error");
  if (code === null) return undefined;
  return { code, description: parameters.get("error_description") ?? "" };
}

/** Whom the request says it is from; nothing here was proved. */
function clientIdOf({ form, headers, url }: Answered): string | undefined {
  const named = form?.get("client_id");
  if (named != null) return named;
  const [, basic] = /^basic ([\w+/=-]+)$/i.exec(headers.authorization ?? "") ?? [];
  if (basic !== undefined) {
    const [name = ""] = Buffer.from(basic, "base64").toString().split(":", 1);
    return new URLSearchParams(`name=${name}`).get("name") ?? undefined;
  }
  const start = url.indexOf("?");
  if (start === -1) return undefined;
  return new URLSearchParams(url.slice(start + 1)).get("client_id") ?? undefined;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
