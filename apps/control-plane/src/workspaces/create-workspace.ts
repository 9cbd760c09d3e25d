import { assertMay, assertReachesAll, ControlError } from "@grantry/control";
import type { WorkspaceRow } from "@grantry/persistence";
import { callersEverywhere } from "../access/callers.js";
import type { Principal } from "../access/principal.js";
import type { ControlPlane } from "../control-plane.js";

/**
 * Creates a workspace; the person who asks becomes its owner. A token asks for the person who owns
 * it, who then finds the workspace in the console: the token itself stays bound to its own.
 */
export async function createWorkspace(
  controlPlane: ControlPlane,
  principal: Principal,
  name: string,
): Promise<WorkspaceRow> {
  const person = await personBehind(controlPlane, principal);
  return controlPlane.control.transaction(async (stores) => {
    const workspace = await stores.workspaces.create(name);
    const owner = await stores.members.add(workspace.id, { ...person, role: "owner" });
    await stores.audit.record({
      workspaceId: workspace.id,
      projectId: null,
      actor: { type: "member", id: owner.id, label: owner.email, ...principal.origin },
      action: "workspace.create",
      target: { type: "workspace", id: workspace.id, label: name },
      before: null,
      after: { name, owner: owner.email },
    });
    return workspace;
  });
}

async function personBehind(controlPlane: ControlPlane, principal: Principal) {
  const [caller] = await callersEverywhere(controlPlane, principal);
  if (principal.kind === "person") {
    const email = principal.email ?? caller?.member.email ?? "";
    return {
      email,
      name: principal.name || (caller?.member.name ?? ""),
      subject: principal.subject,
    };
  }
  const owner = caller && (await controlPlane.control.members.find(caller.member.id));
  if (!caller || !owner) {
    throw new ControlError("forbidden", "A workspace needs an owner, who is a person. Sign in.");
  }
  assertMay(caller, "workspace:write");
  assertReachesAll(caller, "workspace:write");
  return { email: owner.email, name: owner.name, subject: owner.subject };
}
