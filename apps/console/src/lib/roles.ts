import type { Role } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { readAll } from "./api.js";

/** The roles of a workspace with what they hold: built-in ones first. */
export function rolesQuery(workspaceId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "roles"],
    queryFn: ({ signal }) =>
      readAll<Role>("/roles", { signal, query: { workspace_id: workspaceId } }),
  });
}
