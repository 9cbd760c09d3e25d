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
}

const PROJECT: Part = {
  name: "project",
  aliases: ["projects"],
  summary: "a project",
  pointer: "",
};
const OAUTH2_CONFIG: Part = {
  name: "oauth2-config",
  aliases: ["oauth2-configuration"],
  summary: "the OAuth2 configuration",
  pointer: "/services/oauth2/config",
};

interface ChangeOptions {
  dryRun?: boolean;
  note?: string;
  revision?: string;
}

const OPTIONAL_ID = { form: "[id]", summary: "id, slug or beginning of a slug of the project" };

/** `grantry get oauth2-config [id]`. */
export function getOAuth2ConfigCommand(world: World): Command {
  return buildLeaf(world, {
    ...OAUTH2_CONFIG,
    summary: "Show the OAuth2 configuration of a project, in Hydra's keys.",
    argument: OPTIONAL_ID,
    async run(session, _options, [id]) {
      showConfig(session, await findProject(session, id));
    },
  });
}

/** `grantry patch project`. */
export function patchProjectCommand(world: World): Command {
  return patchCommand(world, PROJECT);
}

/** `grantry patch oauth2-config`. */
export function patchOAuth2ConfigCommand(world: World): Command {
  return patchCommand(world, OAUTH2_CONFIG);
}

/** `grantry update project -f file`: name, CORS and services as the file has them. */
export function updateProjectCommand(world: World): Command {
  return updateCommand(world, PROJECT, async (session, project, document, options) => {
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
  });
}

/** `grantry update oauth2-config -f file`. */
export function updateOAuth2ConfigCommand(world: World): Command {
  return updateCommand(world, OAUTH2_CONFIG, (session, project, document, options) =>
    sendPatch(
      session,
      project,
      jsonPatchSchema.parse([{ op: "replace", path: OAUTH2_CONFIG.pointer, value: document }]),
      options,
    ),
  );
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

function updateCommand(
  world: World,
  part: Part,
  send: (
    session: Session,
    project: string,
    document: unknown,
    options: ChangeOptions,
  ) => Promise<SuccessfulProjectUpdate>,
): Command {
  return buildLeaf<ChangeOptions & { file: string }>(world, {
    ...part,
    summary: `Replace ${part.summary} by what a file holds.`,
    argument: OPTIONAL_ID,
    options: (command) =>
      addChangeFlags(
        command.requiredOption("-f, --file <file>", "YAML or JSON, or - for standard input"),
      ),
    async run(session, options, [id]) {
      const document = await readDocument(session, options.file);
      if (typeof document !== "object" || document === null || Array.isArray(document)) {
        throw new Failure(`${options.file} does not hold a map of settings.`);
      }
      const project = await findProject(session, id);
      show(session, part, await send(session, project.id, document, options), options);
    },
  });
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
  if (part.pointer === "") printResource(session, projectResource(update.project));
  else showConfig(session, update.project);
}

/** A document has no rows: without `--format` it is YAML, as Hydra's own file is. */
function showConfig(session: Session, { id, services }: Pick<ProjectDocument, "id" | "services">) {
  const { config } = services.oauth2;
  if (session.quiet) session.world.out(`${id}\n`);
  else if (session.format.kind === "table") session.world.out(stringify(config, { lineWidth: 0 }));
  else session.world.out(writeDocument(config, session.format));
}
