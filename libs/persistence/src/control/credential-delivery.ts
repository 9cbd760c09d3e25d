import { isDeepStrictEqual } from "node:util";
import { commonPermissions } from "@grantry/contracts";
import { commonNetworks } from "@grantry/control";
import type { ControlDatabase } from "./control-database.js";
import { type DeliveredCredential, onEvery, type PlanePorts } from "./plane-ports.js";
import type { HolderRights } from "./stores/holder.store.js";
import type { PersonalAccessTokenRow } from "./tables/personal-access-token.table.js";

/** Tells the plane of a project of every token that reaches it. */
export async function putCredentialsOfProject(
  control: ControlDatabase,
  planes: PlanePorts,
  id: string,
) {
  const project = await control.projects.findForDelivery(id);
  if (!project || project.state === "deleted") return;
  const tokens = await control.tokens.listReaching(project.workspaceId, id);
  await eachOf(tokens, (token) => putCredentials(control, planes, token.id, [id]));
}

/** Tells planes of a token in every project that it reaches; of one that is over, that it is gone. */
export function putCredential(control: ControlDatabase, planes: PlanePorts, id: string) {
  return putCredentials(control, planes, id, null);
}

/** A credential on its way to the plane of one project. */
interface AddressedCredential extends DeliveredCredential {
  readonly projectId: string;
  readonly planeId: string;
}

/** Tells planes of a token in these projects, or in each that it reaches. */
async function putCredentials(
  control: ControlDatabase,
  planes: PlanePorts,
  tokenId: string,
  within: readonly string[] | null,
): Promise<void> {
  let wanted = await credentialsOf(control, tokenId, within);
  for (;;) {
    if (!wanted) return removeCredential(planes, tokenId);
    await eachOf(wanted, async ({ planeId, ...credential }) => {
      await (await planes.of(planeId)).putAdminCredential(credential);
    });
    // A revocation, a roll, a change or a move that came meanwhile must not be undone by this.
    const latest = await credentialsOf(control, tokenId, within);
    if (isDeepStrictEqual(latest, wanted)) return;
    wanted = latest;
  }
}

/** What planes are told about a token; nothing when it works nowhere now. */
async function credentialsOf(
  control: ControlDatabase,
  tokenId: string,
  within: readonly string[] | null,
): Promise<AddressedCredential[] | undefined> {
  const token = await control.tokens.findForDelivery(tokenId);
  if (!token || token.revokedAt || token.approval === "pending") return undefined;
  const owner = await control.holders.rights(token.ownerId);
  const policy = await control.tokenPolicies.find(token.workspaceId);
  const allowedCidrs = commonNetworks(token.allowedCidrs, policy.allowedCidrs);
  if (!owner || !allowedCidrs) return undefined;
  const { previousDigest, previousEndsAt } = token;
  const inEach = {
    tokenId: token.id,
    digest: token.digest,
    ...(previousDigest && previousEndsAt
      ? { previous: { digest: previousDigest, endsAt: previousEndsAt } }
      : {}),
    ownerLabel: owner.email || owner.name,
    ...(token.expiresAt ? { expiresAt: token.expiresAt } : {}),
    allowedCidrs,
  };
  const reached = await control.projects.list(token.workspaceId, {
    within: within ?? token.projectIds,
  });
  return (
    reached
      // A project that its plane has not seen yet gets its credentials right after it.
      .filter(({ provisionedVersion }) => within !== null || provisionedVersion > 0)
      .map(({ id: projectId, planeId }) => ({
        ...inEach,
        projectId,
        planeId,
        permissions: usablePermissions(token, owner, projectId),
      }))
  );
}

/** A token never does more than its owner may now, nor where its owner does not reach. */
function usablePermissions(
  token: PersonalAccessTokenRow,
  { permissions, projectIds, projectRoles }: HolderRights,
  projectId: string,
): string[] {
  if (projectIds && !projectIds.includes(projectId)) return [];
  const other = projectRoles.find((each) => each.projectId === projectId);
  const held = other?.permissions ?? permissions;
  return commonPermissions(token.permissions, held);
}

/** On every plane. */
export function removeCredential(planes: PlanePorts, tokenId: string): Promise<void> {
  return onEvery(planes, (plane) => plane.removeAdminCredential(tokenId));
}

/** So many at once: a workspace may have thousands of projects. */
const AT_ONCE = 32;

/** Does all of the work, then throws what failed first. */
async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>) {
  const failures: unknown[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const group = items.slice(start, start + AT_ONCE);
    const outcomes = await Promise.allSettled(group.map(work));
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") failures.push(outcome.reason);
    }
  }
  if (failures.length > 0) throw failures[0];
}
