import {
  ApiError,
  getProject,
  issuerOf,
  listProjects,
  listWorkspaces,
  whoami,
  type Connection,
  type ProjectDocument,
} from "@grantry/api-client";
import { apiConnection, connectionTo, usesPersonalAccessToken } from "./credential.js";
import { Failure } from "./failure.js";
import type { Session } from "./session.js";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The project a command is about: as named by flag, environment or argument, else the selected one.
 * @param named id, slug or beginning of a slug
 * @throws Failure when none is named or selected, when none fits, or when several do
 */
export async function findProject(
  session: Session,
  named = session.project,
): Promise<ProjectDocument> {
  const wanted = named ?? session.settings.selected_project ?? undefined;
  if (wanted === undefined) {
    throw new Failure(
      "No project is chosen.",
      "Name one with --project or GRANTRY_PROJECT, or choose it with `grantry use project <id>`.",
    );
  }
  const api = apiConnection(session);
  try {
    return await getProject(api, wanted);
  } catch (refusal) {
    const isUnknown = refusal instanceof ApiError && refusal.status === 404;
    if (!isUnknown || UUID.test(wanted)) throw refusal;
    return getProject(api, await idBySlugPrefix(api, wanted));
  }
}

async function idBySlugPrefix(api: Connection, prefix: string): Promise<string> {
  const fitting = (await listProjects(api)).filter(({ slug }) => slug.startsWith(prefix));
  const [first, second] = fitting;
  if (first === undefined) {
    throw new Failure(
      `No project has the id or slug ${prefix}.`,
      "`grantry list projects` shows them.",
    );
  }
  if (second === undefined) return first.id;
  throw new Failure(
    `Several projects begin with ${prefix}: ${fitting.map(({ slug }) => slug).join(", ")}.`,
    "Name one of them in full.",
  );
}

/** The issuer a command speaks to: `--endpoint`, else that of the project. */
export async function findIssuer(session: Session): Promise<string> {
  if (session.endpoint !== undefined) return session.endpoint;
  return issuerOf(session.addresses.console, await findProject(session));
}

/**
 * A connection to the admin API of the project. A personal access token is known to the project
 * itself; a sign-in is known to the control plane, which passes the call on.
 * @throws Failure when `--endpoint` is used without a personal access token
 */
export async function adminOf(session: Session): Promise<Connection> {
  if (usesPersonalAccessToken(session)) {
    return connectionTo(session, `${await findIssuer(session)}/admin`);
  }
  if (session.endpoint !== undefined) {
    throw new Failure(
      "--endpoint speaks to a project directly.",
      "Set GRANTRY_PAT, or use --project instead.",
    );
  }
  const { id } = await findProject(session);
  return connectionTo(session, `${session.addresses.api}/projects/${encodeURIComponent(id)}/admin`);
}

/**
 * The id of the workspace named by flag or environment or selected; undefined when none is.
 * @throws Failure when none or several have that name
 */
export async function findWorkspaceId(session: Session): Promise<string | undefined> {
  const wanted = session.workspace ?? session.settings.selected_workspace ?? undefined;
  if (wanted === undefined || UUID.test(wanted)) return wanted;
  const { workspaces } = await listWorkspaces(apiConnection(session));
  const fitting = workspaces.filter(({ name }) =>
    name.toLowerCase().includes(wanted.toLowerCase()),
  );
  const exact = fitting.find(({ name }) => name === wanted);
  const [first, second] = exact === undefined ? fitting : [exact];
  if (first === undefined) throw new Failure(`No workspace has a name like ${wanted}.`);
  if (second === undefined) return first.id;
  const names = fitting.map(({ name }) => name).join(", ");
  throw new Failure(
    `Several workspaces have a name like ${wanted}: ${names}.`,
    "Use the id of one.",
  );
}

/** The workspace named or selected, else the one that the credential belongs to. */
export async function ownWorkspaceId(session: Session): Promise<string> {
  const chosen = await findWorkspaceId(session);
  return chosen ?? (await whoami(apiConnection(session))).workspace.id;
}
