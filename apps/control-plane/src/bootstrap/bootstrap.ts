import { randomBytes, randomUUID } from "node:crypto";
import { hash } from "@node-rs/argon2";
import { PERMISSIONS } from "@grantry/contracts";
import { type Actor, describePersonalAccessToken, newProjectDocument } from "@grantry/control";
import {
  type ControlStores,
  FIRST_PLANE,
  type MemberRow,
  type WorkspaceRow,
} from "@grantry/persistence";
import { CONSOLE_SLUG } from "@grantry/platform";
import type { ControlPlane } from "../control-plane.js";
import { CONSOLE_PROJECT_ID, consoleClients } from "./console-project.js";

const SYSTEM: Actor = {
  type: "system",
  id: "bootstrap",
  label: "First start",
  address: null,
  userAgent: null,
  requestId: "bootstrap",
};

/**
 * Makes what every installation has: the default workspace, the console project with its clients,
 * and on the first start its owner. Safe to repeat and to run in two processes at once.
 */
export async function bootstrap(
  controlPlane: ControlPlane,
  announce: (line: string) => void,
): Promise<void> {
  await controlPlane.control.exclusively("bootstrap", async () => {
    await controlPlane.planes.seed(controlPlane.config.secrets.dataPlanes);
    const workspace = await ensureWorkspace(controlPlane);
    await ensureConsoleProject(controlPlane, workspace);
    await ensureOwner(controlPlane, workspace, announce);
  });
}

async function ensureWorkspace({ control }: ControlPlane): Promise<WorkspaceRow> {
  const existing = await control.workspaces.findFirst();
  if (existing) return existing;
  return control.transaction(async (stores) => {
    const workspace = await stores.workspaces.create("Default workspace");
    await record(stores, workspace, "workspace.create", {
      type: "workspace",
      id: workspace.id,
      label: workspace.name,
    });
    return workspace;
  });
}

/** The console project stands on the plane, with its clients as this configuration wants them. */
async function ensureConsoleProject(
  controlPlane: ControlPlane,
  workspace: WorkspaceRow,
): Promise<void> {
  const { control, planes, config } = controlPlane;
  const existing = await control.projects.findForDelivery(CONSOLE_PROJECT_ID);
  if (!existing) await createConsoleProject(controlPlane, workspace);
  await controlPlane.deliverOne({
    id: 0,
    kind: "project.put",
    subjectId: CONSOLE_PROJECT_ID,
    attempts: 0,
  });
  const clients = await consoleClients(config.addresses, config.secrets.envelope);
  const plane = await planes.ofProject(CONSOLE_PROJECT_ID);
  for (const client of clients) await plane.ensureClient(CONSOLE_PROJECT_ID, client);
}

async function createConsoleProject({ control }: ControlPlane, workspace: WorkspaceRow) {
  const document = newProjectDocument("Grantry console", "prod");
  document.services.account_experience.config = { registration_enabled: false };
  await control.transaction(async (stores) => {
    await stores.projects.takeSlug(CONSOLE_SLUG, CONSOLE_PROJECT_ID);
    await stores.projects.create({
      id: CONSOLE_PROJECT_ID,
      workspaceId: workspace.id,
      slug: CONSOLE_SLUG,
      planeId: FIRST_PLANE,
      homeRegion: "global",
      document,
      createdBy: SYSTEM.label,
      isBuiltIn: true,
    });
    await record(stores, workspace, "project.create", {
      type: "project",
      id: CONSOLE_PROJECT_ID,
      label: document.name,
    });
  });
}

/** The first start makes the owner and, when given, a first token. Later starts change nothing. */
async function ensureOwner(
  controlPlane: ControlPlane,
  workspace: WorkspaceRow,
  announce: (line: string) => void,
): Promise<void> {
  const { control, planes, config } = controlPlane;
  const members = await control.members.list(workspace.id);
  if (members.length > 0) return;
  const { email, password: given, token } = config.secrets.bootstrap;
  const password = given ?? randomBytes(12).toString("base64url");
  const passwordHash = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const plane = await planes.ofProject(CONSOLE_PROJECT_ID);
  const subject = await plane.ensureIdentity(CONSOLE_PROJECT_ID, { email, passwordHash });
  const messages = await control.transaction(async (stores) => {
    const person = { email, name: "", role: "owner" as const, subject };
    const owner = await stores.members.add(workspace.id, person);
    await record(stores, workspace, "member.create", {
      type: "member",
      id: owner.id,
      label: owner.email,
    });
    return token ? [await createFirstToken(controlPlane, stores, owner, token)] : [];
  });
  await controlPlane.deliver(messages);
  if (given === undefined) announce(`Sign in as ${email} with the password ${password}`);
}

async function createFirstToken(
  controlPlane: ControlPlane,
  stores: ControlStores,
  owner: MemberRow,
  value: string,
) {
  const { digest, lastCharacters } = describePersonalAccessToken(
    controlPlane.tokenDigestKey,
    value,
  );
  const id = randomUUID();
  await stores.tokens.create({
    id,
    workspaceId: owner.workspaceId,
    ownerId: owner.id,
    name: "Bootstrap",
    digest,
    permissions: [...PERMISSIONS],
    projectIds: null,
    allowedCidrs: [],
    expiresAt: null,
    lastCharacters,
    lastUsedAt: null,
    lastUsedAddress: null,
    lastUsedUserAgent: null,
    createdAt: new Date(),
    revokedAt: null,
  });
  await record(stores, { id: owner.workspaceId }, "personal_access_token.create", {
    type: "personal_access_token",
    id,
    label: "Bootstrap",
  });
  return stores.outbox.add("credential.put", id);
}

async function record(
  stores: ControlStores,
  workspace: Pick<WorkspaceRow, "id">,
  action: string,
  target: { type: string; id: string; label: string },
): Promise<void> {
  await stores.audit.record({
    workspaceId: workspace.id,
    projectId: target.type === "project" ? target.id : null,
    actor: SYSTEM,
    action,
    target,
    before: null,
    after: null,
  });
}
