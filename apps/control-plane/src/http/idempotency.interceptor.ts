import { createHash } from "node:crypto";
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from "@nestjs/common";
import { canonicalJson, ControlError } from "@grantry/control";
import type { FastifyReply, FastifyRequest } from "fastify";
import { catchError, from, map, mergeMap, type Observable, of } from "rxjs";
import type { AdmittedRequest } from "../access/access.decorator.js";
import { type Principal, principalKey } from "../access/principal.js";
import { ControlPlane } from "../control-plane.js";

const KEY_FORM = /^[\x21-\x7e]{1,255}$/;
const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Values that are shown once: a repeated answer comes without them. */
const SHOWN_ONCE = new Set([
  "value",
  "signing_secret",
  "client_secret",
  "registration_access_token",
  "csrf_token",
  "issued_secrets",
]);

/** The members of a JSON Web Key that nobody but its holder may see (RFC 7518 §6.2.2, §6.3.2, §6.4). */
const PRIVATE_IN_KEYS = new Set(["d", "p", "q", "dp", "dq", "qi", "oth", "k"]);

/**
 * Gives a repeated write (same caller, key and request) the answer of the first, so that a lost
 * answer can be asked for again. A refused write frees its key. The keys of one person in two
 * workspaces do not meet.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly controlPlane: ControlPlane) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AdmittedRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const key = request.headers["idempotency-key"];
    if (key === undefined || READS.has(request.method) || !request.user) return next.handle();
    if (typeof key !== "string" || !KEY_FORM.test(key)) {
      throw new ControlError("bad_request", "Idempotency-Key is 1 to 255 visible characters.");
    }
    const { idempotency } = this.controlPlane.control;
    const caller = keyHolder(request.user, request.caller?.workspace.id);
    const start = await idempotency.begin(caller, key, requestHash(request));
    switch (start.outcome) {
      case "answered":
        void reply.code(start.answer.status).headers(start.answer.headers);
        void reply.header("idempotency-replayed", "true");
        return of(start.answer.body ?? undefined);
      case "other_request":
        throw new ControlError(
          "idempotency_key_reused",
          "This Idempotency-Key was used for another request. Use a new one.",
        );
      case "in_use":
        throw new ControlError(
          "idempotency_key_in_use",
          "The first request with this Idempotency-Key is still running. Try again shortly.",
        );
      case "begun":
        return next.handle().pipe(
          mergeMap((body: unknown) =>
            from(this.keep(caller, key, reply, body)).pipe(map(() => body)),
          ),
          catchError((refusal: unknown) =>
            from(idempotency.abandon(caller, key)).pipe(
              map(() => {
                throw refusal;
              }),
            ),
          ),
        );
    }
  }

  private async keep(caller: string, key: string, reply: FastifyReply, body: unknown) {
    const { idempotency } = this.controlPlane.control;
    const status = reply.statusCode;
    if (status >= 400) return idempotency.abandon(caller, key);
    const etag = reply.getHeader("etag");
    const type = reply.getHeader("content-type");
    const headers = {
      ...(typeof etag === "string" ? { etag } : {}),
      ...(typeof type === "string" ? { "content-type": type } : {}),
    };
    return idempotency.finish(caller, key, { status, body: withoutSecrets(body), headers });
  }
}

function keyHolder(principal: Principal, workspaceId: string | undefined): string {
  const key = principalKey(principal);
  return workspaceId === undefined ? key : `${key} in ${workspaceId}`;
}

function requestHash(request: FastifyRequest): string {
  const parts = [request.method, request.url, canonicalJson(request.body ?? null)];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

function withoutSecrets(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return withoutKeys(body);
  const kept = Object.entries(body).filter(([member]) => !SHOWN_ONCE.has(member));
  return withoutKeys(Object.fromEntries(kept));
}

/** Private and symmetric keys, wherever they stand. */
function withoutKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (typeof value !== "object" || value === null) return value;
  const isKey = "kty" in value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([member, inside]) =>
      isKey && PRIVATE_IN_KEYS.has(member) ? [] : [[member, withoutKeys(inside)]],
    ),
  );
}
