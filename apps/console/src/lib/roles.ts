import type { Role } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { read } from "./api.js";

/** The roles of a workspace with what they hold: built-in ones first. */
export function rolesQuery(workspaceId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "roles"],
    queryFn: ({ signal }) =>
      read<Role[]>("/roles", { signal, query: { workspace_id: workspaceId } }),
  });
}
