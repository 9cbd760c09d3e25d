import { successfulProjectUpdateSchema } from "../project.js";
import {
  listRevisionsSchema,
  restoreRevisionBodySchema,
  revisionDifferenceSchema,
  revisionWithDocumentSchema,
} from "../revision.js";
import { PAGE_QUERY, REVISION_HEADERS, type Operation } from "./operation.js";

/** The history of a project's configuration. */
export const CONFIGURATION_OPERATIONS = [
  {
    id: "listRevisions",
    method: "get",
    path: "/projects/{project}/revisions",
    summary: "List the revisions of a project, newest first",
    tag: "configuration",
    access: "config:read",
    query: PAGE_QUERY,
    status: 200,
    answer: listRevisionsSchema,
  },
  {
    id: "getRevision",
    method: "get",
    path: "/projects/{project}/revisions/{revision}",
    summary: "Read a revision by id, by number, or the current one",
    tag: "configuration",
    access: "config:read",
    status: 200,
    answer: revisionWithDocumentSchema,
  },
  {
    id: "compareRevisions",
    method: "get",
    path: "/projects/{project}/revisions/{revision}/diff",
    summary: "Compare a revision with another, with `current`, or with the `previous` one",
    tag: "configuration",
    access: "config:read",
    query: ["against"],
    status: 200,
    answer: revisionDifferenceSchema,
  },
  {
    id: "restoreRevision",
    method: "post",
    path: "/projects/{project}/revisions/{revision}/restore",
    summary: "Make an earlier revision current again, as a new one",
    tag: "configuration",
    access: "config:write",
    query: ["dry_run"],
    headers: REVISION_HEADERS,
    body: restoreRevisionBodySchema,
    status: 200,
    answer: successfulProjectUpdateSchema,
  },
] as const satisfies readonly Operation[];
