import { isDeepStrictEqual } from "node:util";
import type {
  Effect,
  JsonPatch,
  RevisionMark,
  setProjectBodySchema,
  SuccessfulProjectUpdate,
  Warning,
} from "@grantry/contracts";
import {
  absoluteLifetime,
  assertMay,
  type Caller,
  checkProjectDocument,
  configurationEffects,
  documentDifference,
  patchProjectDocument,
  type ProjectDocument,
  withNumbers,
} from "@grantry/control";
import type { ControlStores, ProjectRow } from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { saveRevision } from "../revisions/save-revision.js";
import { countHoldings } from "./count-holdings.js";
import { type Expectation, expectsAnything, isAsExpected, staleRevision } from "./expectation.js";
import { findProject } from "./find-project.js";
import { projectView } from "./project-view.js";

/** How often a change that names no revision is tried when others come between. */
const ATTEMPTS = 5;

/** How a change is asked for, whatever it changes. */
export interface ChangeRequest {
  /** Id or slug. */
  project: string;
  expected: Expectation;
  mode: WriteMode;
  /** Kept in history. */
  note: string;
}

/** What a change makes of the current document. */
export interface ChangedDocument {
  document: ProjectDocument;
  warnings: Warning[];
  restoredFrom?: number;
}

type Change = (
  document: ProjectDocument,
  project: ProjectRow,
  stores: ControlStores,
) => ChangedDocument | Promise<ChangedDocument>;

/** Applies a JSON Patch (RFC 6902) to a project; the result is a new revision. */
export function patchProject(
  controlPlane: ControlPlane,
  caller: Caller,
  request: ChangeRequest & { patch: JsonPatch },
): Promise<SuccessfulProjectUpdate> {
  return changeProject(controlPlane, caller, request, (document, project) =>
    patchProjectDocument(
      document,
      {
        id: project.id,
        slug: project.slug,
        revision_id: project.revisionId,
        workspace_id: project.workspaceId,
        home_region: project.homeRegion,
      },
      request.patch,
    ),
  );
}

/** Replaces what somebody may set of a project; the result is a new revision. */
export function setProject(
  controlPlane: ControlPlane,
  caller: Caller,
  request: ChangeRequest & { body: z.output<typeof setProjectBodySchema> },
): Promise<SuccessfulProjectUpdate> {
  const { note: _, ...body } = request.body;
  return changeProject(controlPlane, caller, request, (document) => {
    const services = { ...document.services, ...body.services };
    return checkProjectDocument(document, { ...document, ...body, services });
  });
}

/**
 * Changes the document of a project, or tells what a change would do.
 * @throws ControlError `stale_revision`, `precondition_failed` when the project is not as expected
 */
export async function changeProject(
  controlPlane: ControlPlane,
  caller: Caller,
  request: ChangeRequest,
  change: Change,
): Promise<SuccessfulProjectUpdate> {
  const { control } = controlPlane;
  if (request.mode === "dry_run") {
    const prepared = await control.transaction((stores) =>
      prepare(stores, caller, request, change),
    );
    return updateView(controlPlane, caller, request.mode, prepared);
  }
  for (let attempt = 1; ; attempt += 1) {
    const saved = await save(controlPlane, caller, request, change);
    if (saved !== "stale") return updateView(controlPlane, caller, request.mode, saved);
    if (attempt === ATTEMPTS || expectsAnything(request.expected)) {
      const project = await findProject(control, caller, request.project);
      throw await staleRevision(control, caller, project, request.expected);
    }
  }
}

function save(
  controlPlane: ControlPlane,
  caller: Caller,
  request: ChangeRequest,
  change: Change,
): Promise<Prepared | "stale"> {
  return controlPlane.commit<Prepared | "stale">(async (stores) => {
    const prepared = await prepare(stores, caller, request, change);
    if (!prepared.hasChanged) return { result: prepared, messages: [] };
    const { note } = request;
    const project = await saveRevision(stores, caller, prepared.project, { ...prepared, note });
    if (project === "stale") return { result: project, messages: [] };
    const messages = [await stores.outbox.add("project.put", project.id)];
    return { result: { ...prepared, project }, messages };
  });
}

interface Prepared extends ChangedDocument {
  project: ProjectRow;
  before: ProjectDocument;
  hasChanged: boolean;
}

async function prepare(
  stores: ControlStores,
  caller: Caller,
  request: ChangeRequest,
  change: Change,
): Promise<Prepared> {
  const project = await findProject(stores, caller, request.project);
  if (!isAsExpected(project, request.expected)) {
    throw await staleRevision(stores, caller, project, request.expected);
  }
  const { document: before } = await stores.projects.currentRevision(project);
  const changed = await change(before, project, stores);
  assertMayChange(caller, before, changed.document);
  return { ...changed, project, before, hasChanged: !isDeepStrictEqual(before, changed.document) };
}

async function updateView(
  controlPlane: ControlPlane,
  caller: Caller,
  mode: ChangeRequest["mode"],
  { project, before, document, warnings }: Prepared,
): Promise<SuccessfulProjectUpdate> {
  const { control, addresses } = controlPlane;
  const fresh = (await control.projects.find(project.workspaceId, project.id)) ?? project;
  const shown = { ...fresh, name: document.name, environment: document.environment };
  const current = await control.projects.currentRevision(fresh);
  return {
    project: projectView(addresses, caller, mode === "dry_run" ? shown : fresh, document),
    warnings,
    dry_run: mode === "dry_run",
    difference: documentDifference(before, document),
    effects: await effectsOf(controlPlane, fresh, mode, { before, document }),
    revision: { id: current.id, number: current.number },
    serving_revision: await servingRevision(control, fresh),
  };
}

/** Numbers are for who has not decided yet: a save does not wait for the plane to count. */
async function effectsOf(
  controlPlane: ControlPlane,
  project: ProjectRow,
  mode: WriteMode,
  { before, document }: Pick<Prepared, "before" | "document">,
): Promise<Effect[]> {
  const effects = configurationEffects(before, document);
  if (mode === "save" || effects.length === 0) return effects;
  const held = await countHoldings(controlPlane, project, absoluteLifetime(document));
  return held ? withNumbers(effects, held) : effects;
}

/** The revision that the plane of a project is known to have. */
export async function servingRevision(
  stores: Pick<ControlStores, "revisions">,
  project: ProjectRow,
): Promise<RevisionMark | null> {
  const serving = await stores.revisions.newestUpTo(project, project.provisionedVersion);
  return serving && { id: serving.id, number: serving.number };
}

/** Name, environment and state belong to the project, everything else to its configuration. */
export function assertMayChange(
  caller: Caller,
  before: ProjectDocument,
  after: ProjectDocument,
): void {
  const own = ({ name, environment, state }: ProjectDocument) => ({ name, environment, state });
  const config = ({ cors_public, cors_admin, organizations, services }: ProjectDocument) => ({
    cors_public,
    cors_admin,
    organizations,
    services,
  });
  if (!isDeepStrictEqual(own(before), own(after))) assertMay(caller, "project:write");
  if (!isDeepStrictEqual(config(before), config(after))) assertMay(caller, "config:write");
}
