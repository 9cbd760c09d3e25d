import { randomUUID } from "node:crypto";
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Req,
  Res,
} from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { IdentitySession, ProjectIdentity } from "@grantry/contracts";
import type { AdministeredIdentity, Identity } from "@grantry/identity";
import { OAuthError } from "@grantry/oauth2";
import { CurrentProject } from "../../project/current-project.js";
import type { OpenedProject } from "../../project/opened-project.js";
import { applyPatch } from "../json-patch.js";
import { linkHeader, readPageQuery, sealCursor } from "../pages.js";
import { Needs } from "../permissions.js";
import { endAccess } from "./end-access.js";
import { readIdentityBody } from "./identity-body.js";
import type { IdentityBody } from "./identity-body.js";
import { describeIdentity, describeSession } from "./identity-document.js";

const PATH = "admin/identities";
const PAGE = { usual: 250, most: 500 };

/** Members that no patch may touch: they belong to the server. */
const FIXED = [
  "/id",
  "/schema_id",
  "/schema_url",
  "/created_at",
  "/updated_at",
  "/state_changed_at",
  "/recovery_addresses",
  "/organization_id",
];

/** The users of a project (Ory Kratos' admin API of identities). */
@Controller(PATH)
export class IdentitiesController {
  /** Newest first; `credentials_identifier` finds who signs in with an address. */
  @Get()
  @Needs("users:read")
  async list(
    @CurrentProject() project: OpenedProject,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProjectIdentity[]> {
    const page = readPageQuery(request, project, "identities", PAGE);
    const email = page.query.optional("credentials_identifier");
    const found = await project.stores.identityAdministration.list({
      limit: page.size,
      ...(page.after === undefined ? {} : { after: page.after }),
      ...(email === undefined ? {} : { email }),
    });
    const next =
      found.next === undefined ? undefined : sealCursor(project, "identities", found.next);
    reply.header("link", linkHeader(project, `/${PATH}`, page, next));
    return found.items.map((person) => describeIdentity(project.issuer.url, person));
  }

  /** Creates a person, with a password (plain, or hashed elsewhere) or with none yet. */
  @Post()
  @HttpCode(201)
  @Needs("users:write")
  async create(
    @CurrentProject() project: OpenedProject,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProjectIdentity> {
    const wanted = readIdentityBody(body);
    const now = project.issuer.clock();
    const person = changed(wanted, now, {
      id: randomUUID(),
      state: wanted.state,
      traits: wanted.traits,
      createdAt: now,
      updatedAt: now,
    });
    const outcome = await project.stores.identityAdministration.insert(
      person,
      await hashOf(project, wanted.password),
    );
    if (outcome === "taken") throw taken();
    const { id } = person.identity;
    reply.header("location", `${project.issuer.url}/${PATH}/${id}`);
    return describeIdentity(project.issuer.url, await findPerson(project, id));
  }

  @Get(":id")
  @Needs("users:read")
  async get(
    @CurrentProject() project: OpenedProject,
    @Param("id") id: string,
  ): Promise<ProjectIdentity> {
    return describeIdentity(project.issuer.url, await findPerson(project, id));
  }

  /** Replaces what is known of a person; the password stays unless there is a new one. */
  @Put(":id")
  @Needs("users:write")
  async replace(
    @CurrentProject() project: OpenedProject,
    @Param("id") id: string,
    @Body() body: unknown,
  ): Promise<ProjectIdentity> {
    return await write(project, await findPerson(project, id), readIdentityBody(body));
  }

  /** Changes single members by JSON Patch (RFC 6902). */
  @Patch(":id")
  @Needs("users:write")
  async patch(
    @CurrentProject() project: OpenedProject,
    @Param("id") id: string,
    @Body() body: unknown,
  ): Promise<ProjectIdentity> {
    const person = await findPerson(project, id);
    const { credentials: _known, ...document } = describeIdentity(project.issuer.url, person);
    const wanted = readIdentityBody(applyPatch({ ...document, credentials: {} }, body, FIXED));
    return await write(project, person, wanted);
  }

  /** Removes a person; sessions, tokens and consents end with it. */
  @Delete(":id")
  @HttpCode(204)
  @Needs("users:write")
  async remove(@CurrentProject() project: OpenedProject, @Param("id") id: string): Promise<void> {
    const { identity } = await findPerson(project, id);
    if ((await project.stores.identities.remove(identity.id)) === "absent") throw unknown();
    await endAccess(project, identity.id, project.issuer.clock());
  }

  /** Where the person is signed in; sessions that ended are not kept. */
  @Get(":id/sessions")
  @Needs("users:read")
  async listSessions(
    @CurrentProject() project: OpenedProject,
    @Param("id") id: string,
    @Req() request: FastifyRequest,
  ): Promise<IdentitySession[]> {
    const { identity } = await findPerson(project, id);
    const { query } = readPageQuery(request, project, "sessions", PAGE);
    if (query.optional("active") === "false") return [];
    const now = project.issuer.clock();
    const sessions = await project.stores.sessions.listBySubject(identity.id, now);
    return sessions.map(describeSession);
  }

  /** Signs the person out everywhere; offline access goes on, revoking consents ends it. */
  @Delete(":id/sessions")
  @HttpCode(204)
  @Needs("users:write")
  async endSessions(
    @CurrentProject() project: OpenedProject,
    @Param("id") id: string,
  ): Promise<void> {
    const { identity } = await findPerson(project, id);
    await project.stores.sessions.endBySubject(identity.id, project.issuer.clock());
  }
}

async function findPerson(project: OpenedProject, id: string): Promise<AdministeredIdentity> {
  const person = await project.stores.identityAdministration.find(id);
  if (person === undefined) throw unknown();
  return person;
}

async function write(
  project: OpenedProject,
  known: AdministeredIdentity,
  wanted: IdentityBody,
): Promise<ProjectIdentity> {
  const { issuer, stores } = project;
  const now = issuer.clock();
  const person = changed(wanted, now, { ...known.identity, updatedAt: now }, known);
  const hash = await hashOf(project, wanted.password);
  const outcome = await stores.identityAdministration.replace(
    person,
    known.identity.updatedAt,
    hash,
  );
  if (outcome === "taken") throw taken();
  if (outcome === "absent") throw unknown();
  if (outcome === "stale") {
    throw new OAuthError("conflict", "The user was changed meanwhile. Read it and try again.", 409);
  }
  if (wanted.state === "inactive") await endAccess(project, person.identity.id, now);
  return describeIdentity(issuer.url, await findPerson(project, person.identity.id));
}

/** The person as wanted. An address counts as proven when somebody says so or when it stays. */
function changed(
  wanted: IdentityBody,
  now: Date,
  { emailVerifiedAt, ...identity }: Identity,
  known?: AdministeredIdentity,
): AdministeredIdentity {
  const stays = known?.identity.traits.email.toLowerCase() === wanted.traits.email.toLowerCase();
  const kept = stays ? emailVerifiedAt : undefined;
  const provenAt = wanted.isEmailVerified === undefined ? kept : (kept ?? now);
  const isProven = wanted.isEmailVerified !== false && provenAt !== undefined;
  const isOtherState = known?.identity.state !== wanted.state;
  const stateChangedAt = isOtherState ? now : known?.stateChangedAt;
  return {
    identity: {
      ...identity,
      state: wanted.state,
      traits: wanted.traits,
      ...(isProven ? { emailVerifiedAt: provenAt } : {}),
    },
    metadataPublic: wanted.metadataPublic,
    metadataAdmin: wanted.metadataAdmin,
    ...(stateChangedAt === undefined ? {} : { stateChangedAt }),
  };
}

async function hashOf(
  { issuer }: OpenedProject,
  password: IdentityBody["password"],
): Promise<string | undefined> {
  if (password === undefined) return undefined;
  return "hash" in password ? password.hash : await issuer.passwords.hash(password.plain);
}

function taken(): OAuthError {
  return new OAuthError("conflict", "Somebody of this project has that e-mail address.", 409);
}

function unknown(): OAuthError {
  return new OAuthError("Not Found", "Unable to locate the resource", 404);
}
