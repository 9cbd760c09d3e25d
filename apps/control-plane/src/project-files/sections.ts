import {
  PROJECT_FILE_SECTIONS,
  type ProjectFile,
  type ProjectFileSection,
} from "@grantry/contracts";
import { ControlError } from "@grantry/control";
import { CLIENT_SECTION } from "./client-section.js";
import { EVENT_STREAM_SECTION } from "./event-stream-section.js";
import type { FileSection } from "./section.js";

/**
 * The sections that live outside of the project document, in the order in which they are applied:
 * those of the control database first, in its transaction, and the plane's last, so that whatever
 * the plane refuses undoes the rest.
 */
const SECTIONS = [EVENT_STREAM_SECTION, CLIENT_SECTION] as const;

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
  for (const section of SECTIONS) {
    results.push(
      section.name === "clients"
        ? await visit(section, file[section.name])
        : await visit(section, file[section.name]),
    );
  }
  return results;
}

/**
 * Reads `?sections=`: names between commas, all of them when absent.
 * @throws ControlError `bad_request`
 */
export function readSections(text: string | undefined): readonly ProjectFileSection[] {
  if (text === undefined || text === "") return PROJECT_FILE_SECTIONS;
  return text.split(",").map((name) => {
    const known = PROJECT_FILE_SECTIONS.find((each) => each === name.trim());
    if (known) return known;
    const all = PROJECT_FILE_SECTIONS.join(", ");
    throw new ControlError("bad_request", `There is no section ${name}. Use ${all}.`);
  });
}
