import type { z } from "zod";

/** One operation as the OpenAPI document tells it. */
export interface Operation {
  id: string;
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  summary: string;
  tag: string;
  /** A permission, or what stands in its place. */
  access: string;
  query?: readonly string[];
  /** `?dry_run=true` tells what it would do (200, a rehearsal) and does nothing. */
  rehearsed?: true;
  /** Request headers beside those that every write takes. */
  headers?: readonly string[];
  body?: z.ZodType;
  /** The body's media type where it is not JSON. */
  bodyType?: string;
  status: number;
  answer?: z.ZodType;
  /** The media type of the answer when it is not JSON. */
  media?: string;
}

/** What stands in the place of a permission. */
export const SIGNED_IN = "everybody who is signed in";
export const ONE_S_OWN = "one's own; others' with `pats:read`, `pats:write`";
export const EVERYBODY = "everybody";

export const PAGE_QUERY = ["page_size", "page_token"] as const;

/** Which workspace, for who has several; the default one without it. */
export const WORKSPACE_QUERY = ["workspace_id"] as const;
/** What a write takes that makes a revision: the expected one, and why it is made. */
export const REVISION_HEADERS = ["If-Match", "Revision-Note"] as const;
