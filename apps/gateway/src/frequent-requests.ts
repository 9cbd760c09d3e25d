import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Answering, PlainAnswer, PlainHead } from "@grantry/platform";
import { originOf, type Origin } from "./forwarded-headers.js";
import type { Gateway } from "./gateway.js";
import type { Listener } from "./listener.js";
import { protocolRefusalBody, refusalHeaders, type Refusal } from "./refusals.js";
import type { Upstream } from "./upstream.js";

/** Paths inside a project that machines ask for again and again, and that are answered briefly. */
const FREQUENT: ReadonlySet<string> = new Set([
  "GET /.well-known/jwks.json",
  "GET /.well-known/oauth-authorization-server",
  "GET /.well-known/openid-configuration",
  "GET /userinfo",
  "POST /admin/clients",
  "POST /admin/oauth2/introspect",
  "POST /oauth2/introspect",
  "POST /oauth2/revoke",
  "POST /oauth2/token",
]);

/**
 * Answers frequent requests without `node:http` on either side: they are read, passed on and
 * answered as text. Who is asked, and what is said of the origin, is decided as for every request.
 */
export class FrequentRequests {
  constructor(
    private readonly gateway: Gateway,
    private readonly listener: Pick<Listener, "isClosing" | "connectionFields">,
  ) {}

  /** What will answer a request, or nothing when it goes the ordinary way. */
  take(head: PlainHead, socket: Socket): Answering | undefined {
    const { trustedProxies, logger } = this.gateway.parts;
    if (this.listener.isClosing() || logger.isLevelEnabled("debug")) return undefined;
    const origin = originOf({ headers: head.headers, socket }, trustedProxies);
    const destination = this.gateway.destination(origin, head.url);
    if (destination.kind !== "upstream" || destination.route.kind !== "project") return undefined;
    if (!FREQUENT.has(`${head.method} ${destination.route.path}`)) return undefined;
    const { upstream } = destination;
    if (upstream === undefined || upstream instanceof Promise) return undefined;
    return (body) => this.answer(upstream, head, body, origin);
  }

  private async answer(
    upstream: Upstream,
    head: PlainHead,
    body: Buffer | undefined,
    origin: Origin,
  ): Promise<PlainAnswer> {
    const { requestId } = origin;
    const answer = await upstream.ask(head, body, origin);
    if (typeof answer !== "string") return answer.toText(requestId, this.listener.connectionFields());
    this.gateway.parts.logger.warn({ requestId, kind: "project", outcome: answer }, "upstream");
    return refusalText(this.gateway.refusalFor(answer, "project"), requestId, this.listener.connectionFields());
  }
}

function refusalText(refusal: Refusal, requestId: string, connectionFields: string): PlainAnswer {
  const body = protocolRefusalBody(refusal, requestId);
  const fields = Object.entries(refusalHeaders(refusal, requestId, body));
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const line = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n`;
  const date = `date: ${new Date().toUTCString()}\r\n`;
  const text = `${line}${lines}${date}${connectionFields}\r\n${body}`;
  return { text, encoding: "latin1" };
}
