import { z } from "zod";

/**
 * What Ory's description of its API (tags project, workspace, events) says of an answer: its status,
 * the members that must be there, and the kinds of those that may. Members of our own come on top.
 */
export interface OryShape {
  status: number;
  answer: z.ZodType;
}

const time = z.iso.datetime({ offset: true });
const region = z.enum([
  "eu-central",
  "asia-northeast",
  "us-east",
  "us-west",
  "eu",
  "asia",
  "us",
  "global",
]);
const environment = z.enum(["prod", "stage", "dev"]);
const state = z.enum(["running", "halted", "deleted"]);
const cors = z.looseObject({ enabled: z.boolean().optional(), origins: z.array(z.string()) });
const service = z.looseObject({ config: z.record(z.string(), z.unknown()) });

const workspace = z.looseObject({
  id: z.guid(),
  name: z.string(),
  created_at: time,
  updated_at: time,
  access_policy: z
    .enum(["CHECK_ORGANIZATION_AND_WORKSPACE_MEMBERSHIP", "CHECK_ACCESS_PERMISSION"])
    .optional(),
  organization_id: z.guid().nullish(),
  subscription_id: z.guid().nullish(),
  subscription_plan: z.string().nullish(),
});

const project = z.looseObject({
  id: z.guid(),
  revision_id: z.guid(),
  slug: z.string(),
  state,
  name: z.string(),
  environment,
  home_region: region,
  organizations: z.array(z.unknown()),
  services: z.looseObject({
    oauth2: service.optional(),
    identity: service.optional(),
    permission: service.optional(),
    account_experience: service.optional(),
  }),
  workspace_id: z.guid().nullish(),
  cors_admin: cors.optional(),
  cors_public: cors.optional(),
});

const projectMetadata = z.looseObject({
  id: z.guid(),
  hosts: z.array(z.string()),
  slug: z.string(),
  state,
  created_at: time,
  updated_at: time,
  name: z.string(),
  environment,
  home_region: region,
  workspace_id: z.guid().nullish(),
  subscription_id: z.guid().nullish(),
  subscription_plan: z.string().nullish(),
});

const update = z.looseObject({
  project,
  warnings: z.array(z.looseObject({ code: z.int().optional(), message: z.string().optional() })),
});

const projectMember = z.looseObject({
  id: z.guid(),
  email: z.string(),
  name: z.string(),
  email_verified: z.boolean(),
  role: z.enum(["owner", "developer", "viewer"]),
  source: z.enum(["project", "workspace"]).optional(),
  organization_id: z.guid().nullish(),
  break_glass: z.boolean().optional(),
});

const key = {
  id: z.guid(),
  name: z.string(),
  owner_id: z.guid(),
  created_at: time.optional(),
  updated_at: time.optional(),
  expires_at: time.optional(),
  last_characters: z.string().optional(),
  value: z.string().optional(),
};
const projectApiKey = z.looseObject({ ...key, project_id: z.guid().optional() });
const workspaceApiKey = z.looseObject({ ...key, workspace_id: z.guid().optional() });

const eventStream = z.looseObject({
  id: z.guid().optional(),
  type: z.string().optional(),
  https_endpoint: z.string().nullish(),
  topic_arn: z.string().optional(),
  role_arn: z.string().optional(),
  status: z.enum(["active", "paused"]).optional(),
  created_at: time.optional(),
  updated_at: time.optional(),
});

const nothing = z.literal("");

/** By the names of the methods of `ProjectApi`, `WorkspaceApi` and `EventsApi`. */
export const ORY_SHAPES: Readonly<Record<string, OryShape>> = {
  listProjects: { status: 200, answer: z.array(projectMetadata) },
  createProject: { status: 201, answer: project },
  getProject: { status: 200, answer: project },
  patchProject: { status: 200, answer: update },
  patchProjectWithRevision: { status: 200, answer: update },
  setProject: { status: 200, answer: update },
  purgeProject: { status: 204, answer: nothing },
  getProjectMembers: { status: 200, answer: z.array(projectMember) },
  removeProjectMember: { status: 204, answer: nothing },
  listProjectApiKeys: { status: 200, answer: z.array(projectApiKey) },
  createProjectApiKey: { status: 201, answer: projectApiKey },
  deleteProjectApiKey: { status: 204, answer: nothing },
  listWorkspaces: {
    status: 200,
    answer: z.looseObject({
      workspaces: z.array(workspace),
      next_page_token: z.string(),
      has_next_page: z.boolean(),
    }),
  },
  createWorkspace: { status: 201, answer: workspace },
  getWorkspace: { status: 200, answer: workspace },
  updateWorkspace: { status: 200, answer: workspace },
  listWorkspaceProjects: {
    status: 200,
    answer: z.looseObject({
      projects: z.array(projectMetadata),
      next_page: z.string(),
      has_next_page: z.boolean(),
    }),
  },
  listWorkspaceApiKeys: { status: 200, answer: z.array(workspaceApiKey) },
  createWorkspaceApiKey: { status: 201, answer: workspaceApiKey },
  deleteWorkspaceApiKey: { status: 204, answer: nothing },
  listEventStreams: {
    status: 200,
    answer: z.looseObject({ event_streams: z.array(eventStream).optional() }),
  },
  createEventStream: { status: 201, answer: eventStream },
  setEventStream: { status: 200, answer: eventStream },
  deleteEventStream: { status: 204, answer: nothing },
};
