import { randomUUID } from "node:crypto";
import type {
  createCustomDomainBodySchema,
  CustomDomain,
  setCustomDomainBodySchema,
} from "@grantry/contracts";
import { type Caller, ControlError, invalidField, newChallenge, notFound } from "@grantry/control";
import {
  type ControlStores,
  type CustomDomainRow,
  type ProjectRow,
  verifyDomain,
} from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";
import { domainView } from "./domain-view.js";

export interface DomainPath {
  project: string;
  domain: string;
}

const MOST_DOMAINS = 20;

/** The custom domains of a project. */
export async function listDomains(
  { control }: ControlPlane,
  caller: Caller,
  idOrSlug: string,
): Promise<CustomDomain[]> {
  const project = await findProject(control, caller, idOrSlug);
  const domains = await control.customDomains.list(project.id);
  return domains.map((domain) => domainView(project, domain));
}

/** One custom domain. */
export async function readDomain(
  { control }: ControlPlane,
  caller: Caller,
  path: DomainPath,
): Promise<CustomDomain> {
  const { project, domain } = await findDomain(control, caller, path);
  return domainView(project, domain);
}

/** Claims a host name. It leads to the project once its DNS record was seen. */
export async function createDomain(
  controlPlane: ControlPlane,
  caller: Caller,
  request: { project: string; body: z.output<typeof createCustomDomainBodySchema> },
): Promise<CustomDomain> {
  const { body } = request;
  assertWithoutUnsupported(body);
  assertForeign(controlPlane, body.hostname);
  const now = new Date();
  return controlPlane.commit(async (stores) => {
    const project = await findProject(stores, caller, request.project);
    await assertFree(stores, project, body.hostname);
    if ((await stores.customDomains.list(project.id)).length >= MOST_DOMAINS) {
      throw new ControlError("conflict", `A project has at most ${MOST_DOMAINS} custom domains.`);
    }
    const domain: CustomDomainRow = {
      id: randomUUID(),
      projectId: project.id,
      hostname: body.hostname,
      corsEnabled: body.cors_enabled,
      corsAllowedOrigins: body.cors_allowed_origins,
      challenge: newChallenge(),
      verifiedAt: null,
      checkedAt: null,
      verificationErrors: [],
      createdAt: now,
      updatedAt: now,
    };
    if (!(await stores.customDomains.create(domain))) throw alreadyClaimed();
    await record(stores, caller, project, { action: "create", before: null, after: domain });
    return { result: domainView(project, domain), messages: [] };
  });
}

/** Changes what is given; another host name has to be verified anew. */
export async function setDomain(
  controlPlane: ControlPlane,
  caller: Caller,
  request: DomainPath & { body: z.output<typeof setCustomDomainBodySchema> },
): Promise<CustomDomain> {
  const { body } = request;
  assertWithoutUnsupported(body);
  const { hostname } = body;
  if (hostname !== undefined) assertForeign(controlPlane, hostname);
  return controlPlane.commit(async (stores) => {
    const { project, domain } = await findDomain(stores, caller, request);
    const isRenamed = hostname !== undefined && hostname !== domain.hostname;
    if (isRenamed) await assertFree(stores, project, hostname);
    const after: CustomDomainRow = {
      ...domain,
      ...(body.cors_enabled === undefined ? {} : { corsEnabled: body.cors_enabled }),
      ...(body.cors_allowed_origins === undefined
        ? {}
        : { corsAllowedOrigins: body.cors_allowed_origins }),
      ...(isRenamed
        ? { hostname, challenge: newChallenge(), verifiedAt: null, verificationErrors: [] }
        : {}),
      updatedAt: new Date(),
    };
    const { id, projectId, createdAt: _, ...change } = after;
    if (!(await stores.customDomains.change(projectId, id, change))) throw alreadyClaimed();
    const issuerHost = chooseIssuer(project, { before: domain, after, wanted: body.is_issuer });
    await stores.projects.setIssuerHost(project.id, issuerHost);
    await record(stores, caller, project, { action: "update", before: domain, after, issuerHost });
    const messages = [await stores.outbox.add("project.put", project.id)];
    return { result: domainView({ ...project, issuerHost }, after), messages };
  });
}

/** Frees a host name: it leads nowhere from here on. */
export async function deleteDomain(
  controlPlane: ControlPlane,
  caller: Caller,
  path: DomainPath,
): Promise<void> {
  await controlPlane.commit(async (stores) => {
    const { project, domain } = await findDomain(stores, caller, path);
    if (!(await stores.customDomains.remove(project.id, domain.id))) throw domainNotFound();
    const isIssuer = project.issuerHost === domain.hostname;
    await stores.projects.setIssuerHost(project.id, isIssuer ? null : project.issuerHost);
    await record(stores, caller, project, { action: "delete", before: domain, after: null });
    return { result: undefined, messages: [await stores.outbox.add("project.put", project.id)] };
  });
}

/** Looks for the DNS record now. */
export async function checkDomain(
  controlPlane: ControlPlane,
  caller: Caller,
  path: DomainPath,
): Promise<CustomDomain> {
  const { control, textRecords } = controlPlane;
  const { project, domain } = await findDomain(control, caller, path);
  if (domain.verifiedAt !== null) return domainView(project, domain);
  const lookUp = (name: string) => textRecords.of(name);
  const outcome = await verifyDomain(control, lookUp, domain, caller.actor);
  await controlPlane.deliver(outcome.messages);
  return domainView(project, outcome.domain);
}

async function findDomain(
  stores: Pick<ControlStores, "projects" | "customDomains">,
  caller: Caller,
  path: DomainPath,
): Promise<{ project: ProjectRow; domain: CustomDomainRow }> {
  const project = await findProject(stores, caller, path.project);
  const domain = await stores.customDomains.find(project.id, path.domain);
  if (!domain) throw domainNotFound();
  return { project, domain };
}

/** Ory's members that have no meaning here are refused rather than forgotten. */
function assertWithoutUnsupported(body: { cookie_domain?: string; custom_ui_base_url?: string }) {
  if (body.cookie_domain) {
    throw invalidField("cookie_domain", "Leave it out: cookies stay with the host name.");
  }
  if (body.custom_ui_base_url) {
    const reason = "Leave it out: set urls.login and urls.consent in the OAuth2 configuration.";
    throw invalidField("custom_ui_base_url", reason);
  }
}

/** The installation's own names, and those that only this machine knows, are nobody's to claim. */
function assertForeign({ addresses }: ControlPlane, hostname: string): void {
  if (!addresses.isOwnHost(hostname)) return;
  throw invalidField("hostname", "This name belongs to the installation. Choose one of your own.");
}

async function assertFree(
  stores: ControlStores,
  project: ProjectRow,
  hostname: string,
): Promise<void> {
  const holder = await stores.customDomains.findVerified(hostname);
  if (holder !== null && holder.projectId !== project.id) throw alreadyClaimed();
}

/** Tokens name the issuer, so that it changes only on request and only to a name that is proven. */
function chooseIssuer(
  project: ProjectRow,
  change: { before: CustomDomainRow; after: CustomDomainRow; wanted: boolean | undefined },
): string | null {
  const { before, after, wanted } = change;
  const wasIssuer = project.issuerHost === before.hostname;
  const keeps = wasIssuer && before.hostname === after.hostname;
  if (!(wanted ?? keeps)) return wasIssuer ? null : project.issuerHost;
  if (after.verifiedAt !== null) return after.hostname;
  throw new ControlError("conflict", "Verify the host name before it becomes the issuer.");
}

async function record(
  stores: ControlStores,
  caller: Caller,
  project: ProjectRow,
  what: {
    action: string;
    before: CustomDomainRow | null;
    after: CustomDomainRow | null;
    issuerHost?: string | null;
  },
): Promise<void> {
  const domain = what.after ?? what.before;
  if (domain === null) return;
  const shown = (row: CustomDomainRow | null, issuerHost: string | null) =>
    row && {
      hostname: row.hostname,
      is_issuer: row.hostname === issuerHost,
      cors_enabled: row.corsEnabled,
      cors_allowed_origins: row.corsAllowedOrigins,
    };
  await stores.audit.record({
    workspaceId: project.workspaceId,
    projectId: project.id,
    actor: caller.actor,
    action: `custom_domain.${what.action}`,
    target: { type: "custom_domain", id: domain.id, label: domain.hostname },
    before: shown(what.before, project.issuerHost),
    after: shown(what.after, what.issuerHost ?? null),
  });
}

function domainNotFound(): ControlError {
  return notFound("custom domain");
}

function alreadyClaimed(): ControlError {
  return new ControlError("conflict", "This host name is claimed already.");
}
