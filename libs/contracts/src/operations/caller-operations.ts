import { z } from "zod";
import { jobRunSchema } from "../job-run.js";
import {
  consoleSessionSchema,
  signInCallbackBodySchema,
  signInCallbackSchema,
  signOutSchema,
} from "../session.js";
import { versionSchema, whoamiSchema } from "../whoami.js";
import { EVERYBODY, SIGNED_IN, type Operation, PAGE_QUERY } from "./operation.js";

/** Records, and the caller itself. */
export const CALLER_OPERATIONS = [
  {
    id: "listJobRuns",
    method: "get",
    path: "/jobs",
    summary: "List the last results of schedules",
    tag: "records",
    access: "jobs:read",
    query: PAGE_QUERY,
    status: 200,
    answer: z.array(jobRunSchema),
  },
  {
    id: "listProjectJobRuns",
    method: "get",
    path: "/projects/{project}/jobs",
    summary: "List the last results of schedules in a project",
    tag: "records",
    access: "jobs:read",
    query: PAGE_QUERY,
    status: 200,
    answer: z.array(jobRunSchema),
  },
  {
    id: "whoami",
    method: "get",
    path: "/whoami",
    summary: "Read the caller",
    tag: "caller",
    access: SIGNED_IN,
    status: 200,
    answer: whoamiSchema,
  },
  {
    id: "getConsoleSession",
    method: "get",
    path: "/auth/session",
    summary: "Read the console session",
    tag: "caller",
    access: SIGNED_IN,
    query: ["workspace_id"],
    status: 200,
    answer: consoleSessionSchema,
  },
  {
    id: "finishSignIn",
    method: "post",
    path: "/auth/callback",
    summary: "Finish a sign-in to the console",
    tag: "caller",
    access: EVERYBODY,
    body: signInCallbackBodySchema,
    status: 200,
    answer: signInCallbackSchema,
  },
  {
    id: "signOut",
    method: "post",
    path: "/auth/sign-out",
    summary: "Sign out of the console",
    tag: "caller",
    access: SIGNED_IN,
    status: 200,
    answer: signOutSchema,
  },
  {
    id: "getVersion",
    method: "get",
    path: "/version",
    summary: "Read the version",
    tag: "caller",
    access: EVERYBODY,
    status: 200,
    answer: versionSchema,
  },
] as const satisfies readonly Operation[];
