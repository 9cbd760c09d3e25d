import type { Applied, ProjectFile } from "@grantry/contracts";
import { PROJECT_FILE_SECTIONS } from "@grantry/contracts";
import { assertMay, type Caller, ControlError, notFound } from "@grantry/control";
import type { OutboxMessage } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { assertMayChange, servingRevision } from "../projects/change-project.js";
import { findProject } from "../projects/find-project.js";
import { saveRevision } from "../revisions/save-revision.js";
import { currentSections } from "./export-project.js";
import { type MadePlan, makePlan } from "./plan-project.js";
import type { SectionWorld } from "./section.js";
import { eachSection } from "./sections.js";

interface ApplyRequest {
  project: string;
  file: ProjectFile;
  /** Of the plan that somebody has read. */
  plan?: string | undefined;
  note: string;
}

interface Outcome {
  made: MadePlan;
  issuedSecrets: Applied["issued_secrets"];
}

/**
 * Makes a project what a file says, all of it or nothing.
 *
 * Two databases hold it: configuration, roles and streams live in the control database, clients in
 * the plane's. All writes to the control database are one transaction that locks the project; the
 * plane changes the clients in one statement, as the last step inside that transaction. What the
 * plane refuses rolls the transaction back. The configuration reaches the plane by the outbox right
 * after the commit. One gap is left: when the control database dies between the plane's answer and
 * its own commit, the clients are changed and the configuration is not; the next plan shows exactly
 * what is missing, applying again finishes it, and the plane's own audit event tells of the clients.
 * @throws ControlError `stale_plan` when the project or the file is not what the plan was made of
 */
export async function applyProject(
  controlPlane: ControlPlane,
  caller: Caller,
  request: ApplyRequest,
): Promise<Applied> {
  const { made, issuedSecrets } = await controlPlane.commit<Outcome>(async (stores) => {
    const found = await findProject(stores, caller, request.project);
    const project = await stores.projects.lock(found);
    if (!project) throw notFound("project");
    const world = { controlPlane, stores, caller, project };
    const plan = await makePlan(world, request.file);
    assertStillTrue(plan, request.plan);
    const { messages, issued } = await carryOut(world, request, plan);
    return { result: { made: plan, issuedSecrets: issued }, messages };
  });
  const { control } = controlPlane;
  const project = await findProject(control, caller, made.plan.project_id);
  await rememberState({ controlPlane, stores: control, caller, project }, request.file);
  const current = await control.projects.currentRevision(project);
  return {
    ...made.plan,
    applied: made.plan.changes.length > 0,
    revision: { id: current.id, number: current.number },
    serving_revision: await servingRevision(control, project),
    issued_secrets: issuedSecrets,
  };
}

async function carryOut(
  world: SectionWorld,
  { file, note }: ApplyRequest,
  made: MadePlan,
): Promise<{ messages: OutboxMessage[]; issued: Applied["issued_secrets"] }> {
  const { stores, caller, project } = world;
  const { plan, before, document } = made;
  const messages: OutboxMessage[] = [];
  const issued: Applied["issued_secrets"] = [];
  if (plan.changes.length === 0) return { messages, issued };
  assertMayChange(caller, before, document);
  await eachSection(file, async ({ name, writePermission }) => {
    if (made.sections.get(name)?.changes.length) assertMay(caller, writePermission);
  });
  const inDocument = ["project", "configuration", "branding"];
  if (plan.changes.some(({ section }) => inDocument.includes(section))) {
    const saved = await saveRevision(stores, caller, project, { before, document, note });
    if (saved === "stale") throw stalePlan("project");
    messages.push(await stores.outbox.add("project.put", project.id));
  }
  await stores.audit.record({
    workspaceId: project.workspaceId,
    projectId: project.id,
    actor: caller.actor,
    action: "project.apply",
    target: { type: "project", id: project.id, label: document.name },
    before: null,
    after: {
      summary: plan.summary,
      changes: plan.changes.map(({ section, action, id, difference }) => {
        return { section, action, id, paths: difference.map(({ path }) => path).slice(0, 100) };
      }),
    },
  });
  await eachSection(file, async (section, wanted) => {
    const planned = made.sections.get(section.name);
    if (wanted === undefined || !planned || planned.changes.length === 0) return;
    const done = await section.apply(world, wanted, planned, document);
    messages.push(...done.messages);
    issued.push(...done.issuedSecrets);
  });
  return { messages, issued };
}

function assertStillTrue({ plan }: MadePlan, expected: string | undefined): void {
  if (expected === undefined || expected === plan.plan) return;
  const [state] = expected.split(".");
  throw stalePlan(state === plan.plan.split(".")[0] ? "file" : "project");
}

function stalePlan(what: "file" | "project"): ControlError {
  const reason =
    what === "file"
      ? "This plan was made of another file. Make a plan of this one."
      : "The project was changed since this plan was made. Make a new one.";
  return new ControlError("stale_plan", reason, { changed: what });
}

/** What is not so later was changed by something else than a file. */
async function rememberState(world: SectionWorld, file: ProjectFile): Promise<void> {
  const { controlPlane, stores, caller, project } = world;
  try {
    const names = PROJECT_FILE_SECTIONS.filter((name) => file[name] !== undefined);
    const state = await currentSections(world, names);
    const appliedBy = caller.actor.label;
    await stores.appliedFiles.put(project.id, { appliedAt: new Date(), appliedBy, state });
  } catch (cause) {
    // The file is applied: only the next plan's word on drift is older than it could be.
    controlPlane.logger.warn({ err: cause }, "state after apply not kept");
  }
}
