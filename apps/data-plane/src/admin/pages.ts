import type { FastifyRequest } from "fastify";
import { InvalidRequest, readParameters } from "@grantry/oauth2";
import type { Parameters } from "@grantry/oauth2";
import type { OpenedProject } from "../project/opened-project.js";

export interface PageQuery {
  readonly size: number;
  /** Where the page begins, opened from `page_token`; absent for the first. */
  readonly after: string | undefined;
  readonly query: Parameters;
}

/** Reads `page_size` and `page_token`; throws `invalid_request` for values that are neither. */
export function readPageQuery(
  request: FastifyRequest,
  project: OpenedProject,
  list: string,
  sizes: { readonly usual: number; readonly most: number },
): PageQuery {
  const url = request.raw.url ?? "";
  const start = url.indexOf("?");
  const query = readParameters(new URLSearchParams(start === -1 ? "" : url.slice(start + 1)));
  const requested = query.optional("page_size");
  if (requested !== undefined && !/^\d{1,6}$/.test(requested)) {
    throw new InvalidRequest("The parameter 'page_size' must be a number.");
  }
  const size = Math.min(Math.max(Number(requested ?? sizes.usual), 1), sizes.most);
  const token = query.optional("page_token");
  const after = token === undefined ? undefined : project.sealer.open(`page/${list}`, token);
  if (token !== undefined && after === undefined) {
    throw new InvalidRequest("The parameter 'page_token' is not one this list gave. Begin again.");
  }
  return { size, after: after?.toString(), query };
}

/** A position in a list as a `page_token`. */
export function sealCursor(project: OpenedProject, list: string, position: string): string {
  return project.sealer.seal(`page/${list}`, position);
}

/** The Link header (RFC 8288) with `first` and, unless this is the last page, `next`. */
export function linkHeader(
  project: OpenedProject,
  path: string,
  page: PageQuery,
  next: string | undefined,
): string {
  const link = (relation: string, token?: string): string => {
    const query = page.query.toQuery(new Set(["page_token", "page_size"]));
    query.set("page_size", String(page.size));
    if (token !== undefined) query.set("page_token", token);
    return `<${project.issuer.url}${path}?${query.toString()}>; rel="${relation}"`;
  };
  const links = [link("first")];
  if (next !== undefined) links.push(link("next", next));
  return links.join(",");
}
