import type { CustomDomain, SetCustomDomainBody } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { readAll, write } from "../../../lib/api.js";

/** The worker looks for records, too: a waiting name is looked at again this often. */
const REFRESH_MILLISECONDS = 30_000;

function domainsPath(projectId: string, ...parts: string[]): string {
  return [`/projects/${projectId}/custom-domains`, ...parts].join("/");
}

/** The host names of a project's own. */
export function domainsQuery(projectId: string) {
  return queryOptions({
    queryKey: [projectId, "domains"],
    queryFn: ({ signal }) => readAll<CustomDomain>(domainsPath(projectId), { signal }),
    refetchInterval: ({ state }) =>
      state.data?.some((domain) => domain.verification_status === "pending")
        ? REFRESH_MILLISECONDS
        : false,
  });
}

/** Claims a host name; it leads to the project once its record was seen. */
export function addDomain(
  projectId: string,
  hostname: string,
  idempotencyKey: string,
): Promise<CustomDomain> {
  return write<CustomDomain>("POST", domainsPath(projectId), { hostname }, idempotencyKey);
}

/** Looks for the record now. */
export function checkDomain({ project_id: project, id }: CustomDomain): Promise<CustomDomain> {
  return write<CustomDomain>("POST", domainsPath(project, id, "verify"), {});
}

/** Changes a host name, or makes it the issuer. */
export function setDomain(
  { project_id: project, id }: CustomDomain,
  body: SetCustomDomainBody,
): Promise<CustomDomain> {
  return write<CustomDomain>("PUT", domainsPath(project, id), body);
}

/** Gives a host name up: it leads nowhere from then on. */
export function removeDomain({ project_id: project, id }: CustomDomain): Promise<void> {
  return write<void>("DELETE", domainsPath(project, id));
}
