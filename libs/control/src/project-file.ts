import type { Change, PlannedChange, ProjectFile, Warning } from "@grantry/contracts";
import { fillSecrets, withoutSecrets } from "./configuration.js";
import { difference } from "./difference.js";
import {
  checkProjectDocument,
  documentDifference,
  type ProjectDocument,
} from "./project-document.js";

/** One of the things that a section lists, such as a client. */
export interface FileItem {
  /** Tells it from the others, in the file and in the project. */
  id: string;
  label: string;
  content: unknown;
}

/** The sections of a file that a project document holds; values that are only written are left out. */
export function sectionsOfDocument(
  document: ProjectDocument,
): Required<Pick<ProjectFile, "project" | "configuration" | "branding">> {
  const { name, environment, cors_public, cors_admin } = document;
  const services = withoutSecrets(document.services);
  return {
    project: { name, environment },
    configuration: {
      cors_public,
      cors_admin,
      oauth2: services.oauth2.config,
      identity: services.identity.config,
      permission: services.permission.config,
    },
    branding: services.account_experience.config,
  };
}

/**
 * What a file makes of a document. A part that the file does not have stays as it is; so do values
 * that are only written and that the file does not name.
 * @throws ControlError `bad_request` with every refused field
 */
export function documentOfFile(
  current: ProjectDocument,
  file: ProjectFile,
): { document: ProjectDocument; warnings: Warning[] } {
  const { project, configuration, branding } = file;
  const services = structuredClone(current.services);
  for (const name of ["oauth2", "identity", "permission"] as const) {
    const config = configuration?.[name];
    if (config !== undefined) services[name] = { config };
  }
  if (branding !== undefined) services.account_experience = { config: branding };
  return checkProjectDocument(current, {
    ...current,
    ...(project?.name === undefined ? {} : { name: project.name }),
    ...(project?.environment === undefined ? {} : { environment: project.environment }),
    ...(configuration?.cors_public === undefined ? {} : { cors_public: configuration.cors_public }),
    ...(configuration?.cors_admin === undefined ? {} : { cors_admin: configuration.cors_admin }),
    services: fillSecrets(services, current.services),
  });
}

/** Where the values of a document stand in a file. */
const PLACES: readonly (readonly [prefix: string, PlannedChange["section"], place: string])[] = [
  ["/services/account_experience/config", "branding", ""],
  ["/services/oauth2/config", "configuration", "/oauth2"],
  ["/services/identity/config", "configuration", "/identity"],
  ["/services/permission/config", "configuration", "/permission"],
  ["/cors_", "configuration", "/cors_"],
  ["/", "project", "/"],
];

/** What differs between two documents of a project, by the sections and places of a file. */
export function changesOfDocument(
  projectId: string,
  before: ProjectDocument,
  after: ProjectDocument,
): PlannedChange[] {
  const bySection = new Map<PlannedChange["section"], Change[]>();
  for (const change of documentDifference(before, after)) {
    const found = PLACES.find(([prefix]) => change.path.startsWith(prefix));
    if (!found) continue;
    const [prefix, section, place] = found;
    const moved = { ...change, path: place + change.path.slice(prefix.length) };
    bySection.set(section, [...(bySection.get(section) ?? []), moved]);
  }
  return [...bySection].map(([section, changes]) => ({
    section,
    action: "update",
    id: projectId,
    label: after.name,
    difference: changes,
  }));
}

/** What differs between two lists of things that have ids: made, changed, removed. */
export function changesOfItems(
  section: PlannedChange["section"],
  before: readonly FileItem[],
  after: readonly FileItem[],
): PlannedChange[] {
  const standing = new Map(before.map((item) => [item.id, item]));
  const wanted = new Set(after.map(({ id }) => id));
  const made = after.flatMap(({ id, label, content }): PlannedChange[] => {
    const stored = standing.get(id);
    const found = difference(stored?.content, content);
    const action = stored ? "update" : "create";
    return found.length === 0 ? [] : [{ section, action, id, label, difference: found }];
  });
  const gone = before
    .filter(({ id }) => !wanted.has(id))
    .map(({ id, label, content }): PlannedChange => {
      return { section, action: "delete", id, label, difference: difference(content, undefined) };
    });
  return [...made, ...gone];
}
