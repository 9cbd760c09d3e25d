import { callOperation, type ProjectDocument } from "@grantry/api-client";
import {
  jsonPatchSchema,
  setProjectBodySchema,
  type JsonPatch,
  type SuccessfulProjectUpdate,
} from "@grantry/contracts";
import type { Command } from "commander";
import { stringify } from "yaml";
import { apiConnection } from "../credential.js";
import { Failure } from "../failure.js";
import { readDocument } from "../input-file.js";
import { buildLeaf } from "../leaf.js";
import { describeDifference, describeEffects, paintWith } from "../output/difference.js";
import { writeDocument } from "../output/format.js";
import { findProject } from "../project-selection.js";
import { printResource, say, type Session } from "../session.js";
import type { World } from "../world.js";
import { addPatchFlags, readPatch, type PatchOptions } from "./json-patch-flags.js";
import { projectResource } from "./project-rows.js";

/** The part of a project that a noun names. */
interface Part {
  name: string;
  aliases: readonly string[];
  summary: string;
  /** Where it stands in the project: empty for the whole. */
  pointer: string;
  /** The service whose configuration it is; absent for the whole. */
  service?: "oauth2" | "identity" | "permission";
}

/** A part that is the configuration of one service. */
interface ServicePart extends Part {
  service: NonNullable<Part["service"]>;
}

const PROJECT: Part = {
  name: "project",
  aliases: ["projects"],
  summary: "a project",
  pointer: "",
};
const OAUTH2_CONFIG: ServicePart = {
  name: "oauth2-config",
  aliases: ["oauth2-configuration"],
  summary: "the OAuth2 configuration",
  pointer: "/services/oauth2/config",
  service: "oauth2",
};
const IDENTITY_CONFIG: ServicePart = {
  name: "identity-config",
  aliases: ["identity-configuration"],
  summary: "the identity configuration",
  pointer: "/services/identity/config",
  service: "identity",
};
const PERMISSION_CONFIG: ServicePart = {
  name: "permission-config",
  aliases: ["permission-configuration"],
  summary: "the permission configuration",
  pointer: "/services/permission/config",
  service: "permission",
};
/** Every configuration that `get`, `patch` and `update` know. */
const SERVICE_PARTS = [OAUTH2_CONFIG, IDENTITY_CONFIG, PERMISSION_CONFIG];

interface ChangeOptions {
  dryRun?: boolean;
  note?: string;
  revision?: string;
}

const OPTIONAL_ID = { form: "[id]", summary: "id, slug or beginning of a slug of the project" };

/** `grantry get oauth2-config [id]` and its kin. */
export function getConfigCommands(world: World): Command[] {
  return SERVICE_PARTS.map((part) =>
    buildLeaf(world, {
      ...part,
      summary: `Show ${part.summary} of a project, in Ory's keys.`,
      argument: OPTIONAL_ID,
      async run(session, _options, [id]) {
        showConfig(session, part, await findProject(session, id));
      },
    }),
  );
}

/** `grantry patch project`. */
export function patchProjectCommand(world: World): Command {
  return patchCommand(world, PROJECT);
}

/** `grantry patch oauth2-config` and its kin. */
export function patchConfigCommands(world: World): Command[] {
  return SERVICE_PARTS.map((part) => patchCommand(world, part));
}

/**
 * `grantry update project`: name, CORS and services as a file has them, or the name alone by
 * `--name`, which also comes before the file's.
 */
export function updateProjectCommand(world: World): Command {
  return buildLeaf<ChangeOptions & { file?: string; name?: string }>(world, {
    ...PROJECT,
    summary: "Replace a project by what a file holds, or give it another name.",
    argument: OPTIONAL_ID,
    options: (command) =>
      addChangeFlags(
        command
          .option("-n, --name <name>", "its new name")
          .option("-f, --file <file>", "YAML or JSON, or - for standard input"),
      ),
    async run(session, options, [id]) {
      const { file, name } = options;
      if (file === undefined && name === undefined) {
        throw new Failure(
          "There is nothing to change.",
          'Name it: --name "Photos" or --file FILE.',
        );
      }
      const document = file === undefined ? undefined : await readSettings(session, file);
      const { id: project } = await findProject(session, id);
      const update =
        document === undefined
          ? await rename(session, project, options)
          : await replaceProject(session, project, { ...document, ...named(name) }, options);
      show(session, PROJECT, update, options);
    },
  });
}

/** `grantry update oauth2-config -f file` and its kin. */
export function updateConfigCommands(world: World): Command[] {
  return SERVICE_PARTS.map((part) =>
    buildLeaf<ChangeOptions & { file: string }>(world, {
      ...part,
      summary: `Replace ${part.summary} by what a file holds.`,
      argument: OPTIONAL_ID,
      options: (command) =>
        addChangeFlags(
          command.requiredOption("-f, --file <file>", "YAML or JSON, or - for standard input"),
        ),
      async run(session, options, [id]) {
        const value = await readSettings(session, options.file);
        const patch = jsonPatchSchema.parse([{ op: "replace", path: part.pointer, value }]);
        const project = await findProject(session, id);
        show(session, part, await sendPatch(session, project.id, patch, options), options);
      },
    }),
  );
}

function named(name: string | undefined) {
  return name === undefined ? {} : { name };
}

function rename(
  session: Session,
  project: string,
  options: ChangeOptions & { name?: string },
): Promise<SuccessfulProjectUpdate> {
  const patch = jsonPatchSchema.parse([{ op: "replace", path: "/name", value: options.name }]);
  return sendPatch(session, project, patch, options);
}

function replaceProject(
  session: Session,
  project: string,
  document: Record<string, unknown>,
  options: ChangeOptions,
): Promise<SuccessfulProjectUpdate> {
  const read = setProjectBodySchema.safeParse(document);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Failure(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  return callOperation(apiConnection(session), "setProject", {
    path: { project },
    query: queryOf(options),
    headers: {
      ...headersOf(options),
      ...(options.revision === undefined ? {} : { "if-match": `"${options.revision}"` }),
    },
    body: read.data,
  });
}

function patchCommand(world: World, part: Part): Command {
  return buildLeaf<ChangeOptions & PatchOptions>(world, {
    ...part,
    summary: `Change single values of ${part.summary} (RFC 6902).`,
    argument: OPTIONAL_ID,
    options: (command) => addChangeFlags(addPatchFlags(command)),
    async run(session, options, [id]) {
      const patch = await readPatch(session, options, part.pointer);
      const project = await findProject(session, id);
      show(session, part, await sendPatch(session, project.id, patch, options), options);
    },
  });
}

async function readSettings(session: Session, file: string): Promise<Record<string, unknown>> {
  const document = await readDocument(session, file);
  if (typeof document === "object" && document !== null && !Array.isArray(document)) {
    return { ...document };
  }
  throw new Failure(`${file} does not hold a map of settings.`);
}

function addChangeFlags(command: Command): Command {
  return command
    .option("--dry-run", "show what would change, change nothing")
    .option("--note <note>", "why; kept in history")
    .option("--revision <id>", "change it only while this is the current revision");
}

function sendPatch(
  session: Session,
  project: string,
  body: JsonPatch,
  options: ChangeOptions,
): Promise<SuccessfulProjectUpdate> {
  const api = apiConnection(session);
  const request = { query: queryOf(options), headers: headersOf(options), body };
  const { revision } = options;
  return revision === undefined
    ? callOperation(api, "patchProject", { path: { project }, ...request })
    : callOperation(api, "patchProjectWithRevision", { path: { project, revision }, ...request });
}

function queryOf({ dryRun }: ChangeOptions) {
  return { dry_run: dryRun === true ? "true" : undefined };
}

function headersOf({ note }: ChangeOptions): Record<string, string> {
  return note === undefined ? {} : { "revision-note": encodeURIComponent(note) };
}

function show(
  session: Session,
  part: Part,
  update: SuccessfulProjectUpdate,
  { dryRun }: ChangeOptions,
): void {
  const paint = paintWith(session.world.colour);
  for (const { message } of update.warnings) session.world.err(`Warning: ${message}\n`);
  if (!session.quiet) session.world.err(describeEffects(update.effects, paint));
  if (dryRun === true) {
    say(session, "Dry run: nothing was changed. This would be different:");
    const isText = session.format.kind === "table";
    session.world.out(
      isText ? describeDifference(update.difference, paint) : writeDocument(update, session.format),
    );
    return;
  }
  say(session, "Project updated successfully!");
  if (isOfService(part)) showConfig(session, part, update.project);
  else printResource(session, projectResource(update.project));
}

/** A document has no rows: without `--format` it is YAML, as Hydra's own file is. */
function showConfig(
  session: Session,
  { service }: ServicePart,
  { id, services }: Pick<ProjectDocument, "id" | "services">,
) {
  const { config } = services[service];
  if (session.quiet) session.world.out(`${id}\n`);
  else if (session.format.kind === "table") session.world.out(stringify(config, { lineWidth: 0 }));
  else session.world.out(writeDocument(config, session.format));
}

function isOfService(part: Part): part is ServicePart {
  return part.service !== undefined;
}
