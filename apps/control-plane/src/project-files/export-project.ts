import type { ProjectFile, ProjectFileSection } from "@grantry/contracts";
import { assertMay, type Caller, sectionsOfDocument } from "@grantry/control";
import type { ControlPlane } from "../control-plane.js";
import { findProject } from "../projects/find-project.js";
import type { SectionWorld } from "./section.js";
import { eachSection } from "./sections.js";

/** A project as one file. No secret is in it. */
export async function exportProject(
  controlPlane: ControlPlane,
  caller: Caller,
  request: { project: string; sections: readonly ProjectFileSection[] },
): Promise<ProjectFile> {
  const stores = controlPlane.control;
  const project = await findProject(stores, caller, request.project);
  return currentSections({ controlPlane, stores, caller, project }, request.sections);
}

/**
 * Some sections of a project as they are now.
 * @throws ControlError `forbidden` for a section that the caller may not read
 */
export async function currentSections(
  world: SectionWorld,
  names: readonly ProjectFileSection[],
): Promise<ProjectFile> {
  const { document } = await world.stores.projects.currentRevision(world.project);
  const ofDocument = Object.entries(sectionsOfDocument(document));
  const file: ProjectFile = {
    version: 1,
    ...Object.fromEntries(ofDocument.filter(([name]) => names.some((each) => each === name))),
  };
  await eachSection({}, async (section) => {
    if (!names.includes(section.name)) return;
    assertMay(world.caller, section.readPermission);
    Object.assign(file, { [section.name]: await section.read(world) });
  });
  return file;
}
