import {
  type Change,
  environmentSchema,
  type JsonPatch,
  projectCorsSchema,
  projectNameSchema,
  projectServicesSchema,
  type ProjectCors,
  type ProjectServices,
  type Warning,
} from "@grantry/contracts";
import fastJsonPatch from "fast-json-patch";
import { z } from "zod";
import {
  carrySecrets,
  checkCors,
  checkServices,
  hideSecrets,
  restoreSecrets,
} from "./configuration.js";
import { WRITE_ONLY_POINTERS } from "./configuration-settings.js";
import { difference } from "./difference.js";
import { ControlError } from "./errors.js";

/** What a revision of a project holds: everything that somebody may change. */
export interface ProjectDocument {
  name: string;
  environment: "prod" | "stage" | "dev";
  state: "running" | "halted";
  cors_public: ProjectCors;
  cors_admin: ProjectCors;
  organizations: z.core.util.JSONType[];
  services: ProjectServices;
}

/** The code of a warning: nothing is known by this name. */
const UNKNOWN_MEMBER = 1;
/** The code of a warning: a value of an earlier revision was not brought back. */
const NOT_RESTORED = 3;

const documentSchema = z.object({
  name: projectNameSchema,
  environment: environmentSchema,
  state: z.enum(["running", "halted"], { error: "Use running or halted." }),
  cors_public: projectCorsSchema,
  cors_admin: projectCorsSchema,
  organizations: z.array(z.json()).max(0, "Organizations are not available yet."),
  services: projectServicesSchema,
});

/** The members of a project that a patch may read but not change. */
export interface FixedMembers {
  id: string;
  slug: string;
  revision_id: string;
  workspace_id: string;
  home_region: string;
}

const FIXED_MEMBERS: readonly (keyof FixedMembers)[] = [
  "id",
  "slug",
  "revision_id",
  "workspace_id",
  "home_region",
];

/** The document of a new project. */
export function newProjectDocument(
  name: string,
  environment: ProjectDocument["environment"],
): ProjectDocument {
  const empty = () => ({ config: {} });
  return {
    name,
    environment,
    state: "running",
    // On without origins: then exactly those count that a client registered for itself.
    cors_public: { enabled: true, origins: [] },
    cors_admin: { enabled: false, origins: [] },
    organizations: [],
    services: {
      oauth2: empty(),
      identity: empty(),
      permission: empty(),
      account_experience: empty(),
    },
  };
}

/**
 * Applies a JSON Patch (RFC 6902) to a project. All operations or none: nothing of a refused patch
 * stays. `add` and `replace` below `/services` create the objects on their way, because settings that
 * have their default are absent from the document.
 * @throws ControlError `bad_request` for a patch that does not fit, `conflict` for a failed `test`
 */
export function patchProjectDocument(
  current: ProjectDocument,
  fixed: FixedMembers,
  patch: JsonPatch,
): { document: ProjectDocument; warnings: Warning[] } {
  const shown = { ...fixed, ...current, services: hideSecrets(current.services) };
  let patched: Record<string, unknown> = structuredClone(shown);
  for (const operation of patch) patched = applyOperation(patched, operation);
  for (const [member, value] of Object.entries(fixed)) {
    if (patched[member] !== value) {
      throw new ControlError("bad_request", `/${member} cannot be changed.`, {
        fields: [{ path: member, message: "This cannot be changed." }],
      });
    }
  }
  return checkProjectDocument(current, patched);
}

/**
 * Checks a whole document and puts hidden values back.
 * @throws ControlError `bad_request` with every refused field
 */
export function checkProjectDocument(
  current: ProjectDocument,
  sent: unknown,
): { document: ProjectDocument; warnings: Warning[] } {
  const parsed = documentSchema.safeParse(sent);
  if (!parsed.success) throw refusedShape(parsed.error);
  const services = restoreSecrets(parsed.data.services, current.services);
  const warnings = [...unknownMembers(sent), ...checkServices(services)];
  checkCors("cors_public", parsed.data.cors_public);
  checkCors("cors_admin", parsed.data.cors_admin);
  return { document: { ...parsed.data, services }, warnings };
}

/** A warning for each member, and each service, that a project does not have. */
function unknownMembers(sent: unknown): Warning[] {
  if (!isMembers(sent)) return [];
  const known = new Set([...Object.keys(documentSchema.shape), ...FIXED_MEMBERS]);
  const services = isMembers(sent["services"]) ? Object.keys(sent["services"]) : [];
  const unknown = [
    ...Object.keys(sent).filter((name) => !known.has(name)),
    ...services
      .filter((name) => !(name in projectServicesSchema.shape))
      .map((name) => `services.${name}`),
  ];
  return unknown.map((name) => ({
    code: UNKNOWN_MEMBER,
    message: `${name} is not known and has no effect.`,
  }));
}

/** What differs between two project documents; values that are only written stay covered. */
export function documentDifference(
  before: ProjectDocument | undefined,
  after: ProjectDocument,
): Change[] {
  return difference(before, after, WRITE_ONLY_POINTERS);
}

/**
 * An earlier document as it is made current again: whether the project runs is not configuration,
 * and values that are only written stay as they are now.
 * @throws ControlError `bad_request` when the earlier values are refused today
 */
export function restoredDocument(
  current: ProjectDocument,
  earlier: ProjectDocument,
): { document: ProjectDocument; warnings: Warning[] } {
  const { services, lost } = carrySecrets(earlier.services, current.services);
  const checked = checkProjectDocument(current, { ...earlier, state: current.state, services });
  const unwritten = lost.map((path) => ({
    code: NOT_RESTORED,
    message: `${path} is only written and not in history: enter it again.`,
  }));
  return { ...checked, warnings: [...checked.warnings, ...unwritten] };
}

/** Turns the findings of a schema into one refusal that names every field. */
export function refusedShape(error: z.ZodError): ControlError {
  const fields = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const reason = fields
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
    .join(" ");
  return new ControlError("bad_request", reason.slice(0, 2000), { fields });
}

function applyOperation(
  document: Record<string, unknown>,
  operation: JsonPatch[number],
): Record<string, unknown> {
  if (/\/(?:__proto__|constructor|prototype)(?:\/|$)/.test(operation.path)) {
    throw new ControlError("bad_request", `${operation.path} is not a path of a project.`);
  }
  const mayCreate = operation.op === "add" || operation.op === "replace";
  const isSetting = mayCreate && /^\/services\/\w+\/config\/./.test(operation.path);
  const effective = isSetting
    ? { ...operation, op: createParents(document, operation) }
    : operation;
  let changed: unknown;
  try {
    changed = fastJsonPatch.applyPatch(document, [effective], true, false).newDocument;
  } catch (cause) {
    // Whatever the library stumbles over is in the patch: the document itself is well formed.
    throw unfitting(operation, cause);
  }
  if (!isMembers(changed)) throw unfitting(operation, new Error("A project is an object"));
  return changed;
}

function unfitting(operation: JsonPatch[number], cause: unknown): ControlError {
  const isTest = cause instanceof Error && cause.name === "TEST_OPERATION_FAILED";
  const [what = ""] = (cause instanceof Error ? cause.message : "").split("\n");
  const { op, path } = operation;
  return new ControlError(isTest ? "conflict" : "bad_request", `${op} ${path}: ${what}`, {
    operation: { op, path },
  });
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Creates the objects above a setting; a `replace` of what is absent becomes an `add`. */
function createParents(
  document: Record<string, unknown>,
  operation: { op: "add" | "replace"; path: string },
): "add" | "replace" {
  const keys = operation.path
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop() ?? "";
  let parent: unknown = document;
  for (const key of keys) {
    if (typeof parent !== "object" || parent === null) return operation.op;
    const members: Record<string, unknown> = { ...parent };
    if (members[key] === undefined && !Array.isArray(parent)) Object.assign(parent, { [key]: {} });
    parent = Object.entries(parent).find(([name]) => name === key)?.[1];
  }
  const isAbsent =
    typeof parent === "object" &&
    parent !== null &&
    !Array.isArray(parent) &&
    !Object.hasOwn(parent, last);
  return isAbsent ? "add" : operation.op;
}
