import { setTimeout as pause } from "node:timers/promises";
import {
  callOperation,
  createProject,
  getProject,
  type Connection,
  type ProjectDocument,
} from "@grantry/api-client";
import { environmentSchema, type Environment } from "@grantry/contracts";
import type { Command } from "commander";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { buildLeaf } from "../leaf.js";
import { findWorkspaceId } from "../project-selection.js";
import { printResource, remember, say, type Session } from "../session.js";
import type { World } from "../world.js";
import { projectResource } from "./project-rows.js";

interface Options {
  name?: string;
  environment: string;
  useProject?: boolean;
  createWorkspace?: string;
}

const ENVIRONMENT_ALIASES: Record<string, Environment> = {
  production: "prod",
  p: "prod",
  staging: "stage",
  s: "stage",
  development: "dev",
  d: "dev",
};

/** A project whose data plane was busy gets this long, so that the next command finds it ready. */
const MOST_WAITS = 40;
const WAIT_MILLISECONDS = 250;

/** `grantry create project`. */
export function createProjectCommand(world: World): Command {
  return buildLeaf<Options>(world, {
    name: "project",
    aliases: ["projects"],
    summary: "Create a project.",
    options: (command) =>
      command
        .option("-n, --name <name>", "name of the project")
        .option("-e, --environment <environment>", "prod, stage or dev", "dev")
        .option("--use-project", "select the new project")
        .option("--create-workspace <name>", "create a workspace of this name for it"),
    async run(session, options) {
      const environment = readEnvironmentFlag(options.environment);
      const name = options.name ?? (await askForName(session));
      const workspaceId = await chooseWorkspace(session, options);
      const workspace = workspaceId === undefined ? {} : { workspace_id: workspaceId };
      const api = apiConnection(session);
      const project = await whenRunning(
        api,
        await createProject(api, { name, environment, ...workspace }),
      );
      const isFirst = session.settings.selected_project == null;
      if (options.useProject === true || isFirst)
        remember(session, { selected_project: project.id });
      say(session, "Project created successfully!");
      printResource(session, projectResource(project));
    },
  });
}

async function chooseWorkspace(session: Session, options: Options): Promise<string | undefined> {
  const { createWorkspace: name } = options;
  if (name === undefined) return findWorkspaceId(session);
  if (session.workspace !== undefined) {
    throw new Failure("--create-workspace and --workspace exclude each other.", "Use one of them.");
  }
  const made = await callOperation(apiConnection(session), "createWorkspace", { body: { name } });
  return made.id;
}

async function whenRunning(api: Connection, created: ProjectDocument): Promise<ProjectDocument> {
  let project = created;
  for (let waits = 0; project.state !== "running" && waits < MOST_WAITS; waits += 1) {
    await pause(WAIT_MILLISECONDS);
    project = await getProject(api, created.id);
  }
  return project;
}

function readEnvironmentFlag(value: string): Environment {
  const read = environmentSchema.safeParse(ENVIRONMENT_ALIASES[value] ?? value);
  if (read.success) return read.data;
  throw new Failure(`--environment ${value} is not known.`, "Use prod, stage or dev.");
}

async function askForName(session: Session): Promise<string> {
  const name = session.quiet
    ? undefined
    : await session.world.question("Enter a name for your project: ");
  if (name === undefined || name.trim() === "") {
    throw new Failure("A project needs a name.", 'Give one: --name "My project".');
  }
  return name.trim();
}
