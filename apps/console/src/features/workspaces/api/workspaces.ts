import type {
  SetTokenPolicyBody,
  TokenPolicy,
  TokenPolicyChange,
  Workspace,
} from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { callApi, read, write } from "../../../lib/api.js";

/** What a workspace asks of personal access tokens. */
export function tokenPolicyQuery(workspaceId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "token-policy"],
    queryFn: ({ signal }) =>
      read<TokenPolicy>(`/workspaces/${workspaceId}/token-policy`, { signal }),
  });
}

/** Sets the policy; a trial changes nothing and tells what it would end. */
async function putTokenPolicy(
  workspaceId: string,
  body: SetTokenPolicyBody,
  query: { dry_run?: string },
): Promise<TokenPolicyChange> {
  const path = `/workspaces/${workspaceId}/token-policy`;
  const idempotencyKey = crypto.randomUUID();
  return (await callApi<TokenPolicyChange>("PUT", path, { body, query, idempotencyKey })).data;
}

/** What another policy would do to the tokens that exist. */
export function tryTokenPolicy(workspaceId: string, body: SetTokenPolicyBody) {
  return putTokenPolicy(workspaceId, body, { dry_run: "true" });
}

/** Sets the policy; tokens that it does not allow end now. */
export function setTokenPolicy(workspaceId: string, body: SetTokenPolicyBody) {
  return putTokenPolicy(workspaceId, body, {});
}

/** Creates a workspace whose owner one is. */
export function createWorkspace(name: string, idempotencyKey: string): Promise<Workspace> {
  return write<Workspace>("POST", "/workspaces", { name }, idempotencyKey);
}

/** Changes the name of a workspace. */
export function renameWorkspace(workspaceId: string, name: string): Promise<Workspace> {
  return write<Workspace>("PUT", `/workspaces/${workspaceId}`, { name });
}

/** Deletes an empty workspace. */
export function deleteWorkspace(workspaceId: string): Promise<void> {
  return write<void>("DELETE", `/workspaces/${workspaceId}`);
}
