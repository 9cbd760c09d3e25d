import {
  grants,
  PROJECT_FILE_SECTIONS,
  type ProjectFile,
  type ProjectFileSection,
} from "@grantry/contracts";
import { type Caller, ControlError } from "@grantry/control";
import { CLIENT_SECTION } from "./client-section.js";
import { EVENT_STREAM_SECTION } from "./event-stream-section.js";
import { ROLE_SECTION } from "./role-section.js";
import type { FileSection } from "./section.js";

/**
 * The sections that live outside of the project document, in the order in which they are applied:
 * those of the control database first, in its transaction, and the plane's last, so that whatever
 * the plane refuses undoes the rest.
 */
const SECTIONS = [EVENT_STREAM_SECTION, ROLE_SECTION, CLIENT_SECTION] as const;

/** A section with what a file has in it; `Content` is the same in both. */
export type SectionVisitor<Result> = <Name extends ProjectFileSection>(
  section: FileSection<Name>,
  content: ProjectFile[Name],
) => Promise<Result>;

/** Goes through the sections one after the other, each with its part of a file. */
export async function eachSection<Result>(
  file: Partial<ProjectFile>,
  visit: SectionVisitor<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const section of SECTIONS) results.push(await visitOne(section, file, visit));
  return results;
}

/** Each kind of section by itself: only then its content is known to be of its kind. */
function visitOne<Result>(
  section: (typeof SECTIONS)[number],
  file: Partial<ProjectFile>,
  visit: SectionVisitor<Result>,
): Promise<Result> {
  switch (section.name) {
    case "clients":
      return visit(section, file[section.name]);
    case "event_streams":
      return visit(section, file[section.name]);
    case "roles":
      return visit(section, file[section.name]);
  }
}

/**
 * Reads `?sections=`: names between commas. When absent, all of them; roles, which belong to the
 * workspace's team, only to who may see that team, so that a project's own token goes on exporting
 * its project. A section that a file does not have is left as it is.
 * @throws ControlError `bad_request`
 */
export function readSections(
  caller: Caller,
  text: string | undefined,
): readonly ProjectFileSection[] {
  if (text === undefined || text === "") {
    const seesTeam = grants(caller.permissions, ROLE_SECTION.readPermission);
    return PROJECT_FILE_SECTIONS.filter((name) => seesTeam || name !== ROLE_SECTION.name);
  }
  return text.split(",").map((name) => {
    const known = PROJECT_FILE_SECTIONS.find((each) => each === name.trim());
    if (known) return known;
    const all = PROJECT_FILE_SECTIONS.join(", ");
    throw new ControlError("bad_request", `There is no section ${name}. Use ${all}.`);
  });
}
