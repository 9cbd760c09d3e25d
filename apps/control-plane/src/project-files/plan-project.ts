import { createHmac } from "node:crypto";
import type {
  Plan,
  PlannedChange,
  ProjectFile,
  ProjectFileSection,
  Warning,
} from "@grantry/contracts";
import { grants, PROJECT_FILE_SECTIONS } from "@grantry/contracts";
import {
  absoluteLifetime,
  assertMay,
  type Caller,
  canonicalJson,
  changesOfDocument,
  changesOfItems,
  configurationEffects,
  difference,
  documentOfFile,
  type ProjectDocument,
  withNumbers,
} from "@grantry/control";
import type { ControlPlane } from "../control-plane.js";
import { countHoldings } from "../projects/count-holdings.js";
import { findProject } from "../projects/find-project.js";
import { currentSections } from "./export-project.js";
import type { PlannedSection, SectionWorld } from "./section.js";
import { eachSection } from "./sections.js";

/** A plan with what applying it needs. */
export interface MadePlan {
  plan: Plan;
  before: ProjectDocument;
  document: ProjectDocument;
  sections: ReadonlyMap<ProjectFileSection, PlannedSection>;
}

/** What applying a file to a project would do now. Nothing is changed. */
export async function planProject(
  controlPlane: ControlPlane,
  caller: Caller,
  request: { project: string; file: ProjectFile },
): Promise<Plan> {
  const stores = controlPlane.control;
  const project = await findProject(stores, caller, request.project);
  const made = await makePlan({ controlPlane, stores, caller, project }, request.file);
  const { plan, document } = made;
  if (plan.effects.length === 0) return plan;
  const held = await countHoldings(controlPlane, project, absoluteLifetime(document));
  return held ? { ...plan, effects: withNumbers(plan.effects, held) } : plan;
}

/** @throws ControlError `bad_request` for what the file says wrongly, `forbidden` */
export async function makePlan(world: SectionWorld, file: ProjectFile): Promise<MadePlan> {
  const { stores, caller, project } = world;
  const current = await stores.projects.currentRevision(project);
  const { document, warnings } = documentOfFile(current.document, file);
  const sections = new Map<ProjectFileSection, PlannedSection>();
  await eachSection(file, async (section, wanted) => {
    if (wanted === undefined) return;
    assertMay(caller, section.readPermission);
    sections.set(section.name, await section.plan(world, wanted, document));
  });
  const planned = [...sections.values()];
  const changes = [
    ...changesOfDocument(project.id, current.document, document),
    ...planned.flatMap((section) => section.changes),
  ].toSorted((a, b) => placeOf(a.section) - placeOf(b.section));
  const count = (action: PlannedChange["action"]) =>
    changes.filter((change) => change.action === action).length;
  const tags = [...sections].map(([name, { tag }]) => [name, tag]);
  const plan: Plan = {
    plan: nameOf(world, { revision: current.id, tags }, file),
    project_id: project.id,
    base_revision: { id: current.id, number: current.number },
    changes,
    summary: { create: count("create"), update: count("update"), delete: count("delete") },
    effects: [
      ...planned.flatMap((section) => section.effects),
      ...configurationEffects(current.document, document),
    ],
    warnings: warningsIn(file, warnings),
    drift: await driftOf(world),
  };
  return { plan, before: current.document, document, sections };
}

/** Sections stand in a plan in the order in which they stand in a file. */
function placeOf(section: ProjectFileSection): number {
  return PROJECT_FILE_SECTIONS.indexOf(section);
}

/** Two halves: what was compared with, and the file; the file may hold secrets, so it is keyed. */
function nameOf(
  { controlPlane, project }: SectionWorld,
  state: unknown,
  file: ProjectFile,
): string {
  const digest = (value: unknown) =>
    createHmac("sha256", controlPlane.planKey)
      .update(canonicalJson({ project: project.id, value }))
      .digest("base64url")
      .slice(0, 22);
  return `${digest(state)}.${digest(file)}`;
}

/** Unknown keys that stand in the project, not in the file, are nothing new. */
function warningsIn(file: ProjectFile, warnings: Warning[]): Warning[] {
  return file.configuration || file.branding ? warnings : [];
}

/** What is no longer as applying a file left it. */
async function driftOf(world: SectionWorld): Promise<Plan["drift"]> {
  const applied = await world.stores.appliedFiles.find(world.project.id);
  if (!applied) return null;
  const { state } = applied;
  const names = PROJECT_FILE_SECTIONS.filter((name) => state[name] !== undefined);
  const current = await currentSections(world, await readable(world, names));
  const changes: PlannedChange[] = [];
  for (const section of ["project", "configuration", "branding"] as const) {
    if (current[section] === undefined) continue;
    const found = difference(state[section], current[section]);
    const { id, name: label } = world.project;
    if (found.length > 0) changes.push({ section, action: "update", id, label, difference: found });
  }
  await eachSection(current, async (section, content) => {
    const before = state[section.name];
    if (content === undefined || before === undefined) return;
    const items = changesOfItems(section.name, section.items(before), section.items(content));
    changes.push(...items);
  });
  changes.sort((a, b) => placeOf(a.section) - placeOf(b.section));
  const { appliedAt, appliedBy } = applied;
  return { applied_at: appliedAt.toISOString(), applied_by: appliedBy, changes };
}

/** The sections that the caller may read. */
async function readable(
  { caller }: SectionWorld,
  names: readonly ProjectFileSection[],
): Promise<readonly ProjectFileSection[]> {
  const closed = await eachSection({}, async ({ name, readPermission }) =>
    grants(caller.permissions, readPermission) ? undefined : name,
  );
  return names.filter((name) => !closed.includes(name));
}
