import { Controller, Delete, Get, HttpCode, Req, Res } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { ENDPOINTS, InvalidRequest, readParameters, words } from "@grantry/oauth2";
import type { Grant, Parameters } from "@grantry/oauth2";
import { CurrentProject } from "../project/current-project.js";
import type { OpenedProject } from "../project/opened-project.js";
import { linkHeader, readPageQuery, sealCursor } from "./pages.js";
import { Needs } from "./permissions.js";
import { clientOf } from "./request-documents.js";

const PAGE = { usual: 250, most: 500 };

/** What users consented to, and where they are signed in (Hydra's session routes). */
@Controller("admin/oauth2/auth/sessions")
export class SessionsController {
  @Get("consent")
  @Needs("users:read")
  async listConsents(
    @CurrentProject() project: OpenedProject,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const page = readPageQuery(request, project, "consents", PAGE);
    const sessionId = page.query.optional("login_session_id");
    const found = await project.stores.grants.listBySubject({
      subject: page.query.required("subject"),
      ...(sessionId === undefined ? {} : { sessionId }),
      limit: page.size,
      ...(page.after === undefined ? {} : { after: page.after }),
    });
    const next = found.next === undefined ? undefined : sealCursor(project, "consents", found.next);
    reply.header("link", linkHeader(project, "/admin/oauth2/auth/sessions/consent", page, next));
    return Promise.all(found.items.map((grant) => describeConsent(project, grant)));
  }

  /**
   * Exactly one of: `consent_request_id`; `subject` and `client`; `subject` and `all=true`. A consent
   * is a grant: its access and refresh tokens end with it at once, offline ones too.
   */
  @Delete("consent")
  @HttpCode(204)
  @Needs("users:write")
  async revokeConsents(
    @CurrentProject() project: OpenedProject,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const query = queryOf(request);
    const now = project.issuer.clock();
    const id = query.optional("consent_request_id");
    const subject = query.optional("subject");
    const clientId = query.optional("client");
    const all = query.optional("all") === "true";
    if (id !== undefined && subject === undefined && clientId === undefined && !all) {
      await project.stores.grants.revoke(id, now, "consent");
    } else if (id === undefined && subject !== undefined && (clientId !== undefined) !== all) {
      await project.stores.grants.revokeWhere(
        clientId === undefined ? { subject } : { subject, clientId },
        now,
      );
    } else {
      throw new InvalidRequest(
        "Send exactly one of: consent_request_id; subject and client; subject and all=true.",
      );
    }
  }

  /**
   * Ends one session (`sid`) or every session of a `subject`. Where Hydra leaves every token alive
   * and tells clients of `sid` only, OpenID Connect Back-Channel Logout §2.5 and §2.7 win: in both
   * cases clients get logout tokens, and grants without offline access end. Offline access is what
   * a user gave for the time after the session; revoking the consent ends it.
   */
  @Delete("login")
  @HttpCode(204)
  @Needs("users:write")
  async endSessions(
    @CurrentProject() project: OpenedProject,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const query = queryOf(request);
    const now = project.issuer.clock();
    const subject = query.optional("subject");
    const sid = query.optional("sid");
    if ((subject === undefined) === (sid === undefined)) {
      throw new InvalidRequest("Send either the parameter 'subject' or the parameter 'sid'.");
    }
    if (sid !== undefined) await project.stores.sessions.end(sid, now);
    if (subject !== undefined) await project.stores.sessions.endBySubject(subject, now);
  }
}

function queryOf(request: FastifyRequest): Parameters {
  const url = request.raw.url ?? "";
  const start = url.indexOf("?");
  return readParameters(new URLSearchParams(start === -1 ? "" : url.slice(start + 1)));
}

/** A consent as Hydra's `oAuth2ConsentSession`. */
async function describeConsent(project: OpenedProject, grant: Grant) {
  const { details } = grant;
  const request = new URLSearchParams(details.query ?? "");
  const client = await project.issuer.client(grant.clientId);
  return {
    consent_request_id: grant.id,
    grant_scope: grant.scope,
    grant_access_token_audience: grant.audience,
    session: {
      access_token: details.accessTokenClaims ?? {},
      id_token: details.idTokenClaims ?? {},
    },
    remember: grant.remember,
    remember_for: details.rememberFor ?? 0,
    handled_at: grant.requestedAt.toISOString(),
    context: details.context ?? {},
    consent_request: {
      challenge: grant.id,
      consent_request_id: grant.id,
      requested_scope: words(request.get("scope") ?? undefined),
      requested_access_token_audience: words(request.getAll("audience").join(" ")),
      skip: details.skipped ?? false,
      subject: grant.subject,
      client: client === undefined ? { client_id: grant.clientId } : clientOf(client),
      request_url: `${project.issuer.url}${ENDPOINTS.authorization}?${details.query ?? ""}`,
      login_session_id: grant.sessionId ?? "",
      acr: details.acr ?? "",
      amr: details.amr ?? [],
      context: details.context ?? {},
    },
  };
}
