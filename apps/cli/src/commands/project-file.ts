import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { callOperation } from "@grantry/api-client";
import { projectFileSchema, type Applied, type Plan, type ProjectFile } from "@grantry/contracts";
import type { Command } from "commander";
import { stringify } from "yaml";
import { apiConnection } from "../credential.js";
import { Differences, Failure } from "../failure.js";
import { readDocument } from "../input-file.js";
import { buildLeaf } from "../leaf.js";
import { describeChanges, describeEffects, paintWith } from "../output/difference.js";
import { writeDocument } from "../output/format.js";
import { findProject } from "../project-selection.js";
import { say, type Session } from "../session.js";
import type { World } from "../world.js";

interface FileOptions {
  file: string;
}

interface ApplyOptions extends FileOptions {
  dryRun?: boolean;
  note?: string;
  secretsFile?: string;
}

/** `grantry plan -f file`: what applying a file would do. */
export function planCommand(world: World): Command {
  return buildLeaf<FileOptions & { detailedExitcode?: boolean }>(world, {
    name: "plan",
    summary: "Show what applying a file to a project would change; change nothing.",
    options: (command) =>
      command
        .requiredOption("-f, --file <file>", "the project as YAML or JSON, or - for standard input")
        .option("--detailed-exitcode", "exit with 2 when there is something to change"),
    async run(session, { file, detailedExitcode }) {
      const project = await findProject(session);
      const plan = await makePlan(session, project.id, await readProjectFile(session, file));
      showPlan(session, plan);
      if (detailedExitcode === true && plan.changes.length > 0) throw new Differences();
    },
  });
}

/** `grantry apply -f file`: shows the plan, asks, and applies exactly that plan. */
export function applyCommand(world: World): Command {
  return buildLeaf<ApplyOptions>(world, {
    name: "apply",
    summary: "Make a project what a file says, all of it or nothing.",
    options: (command) =>
      command
        .requiredOption("-f, --file <file>", "the project as YAML or JSON, or - for standard input")
        .option("--dry-run", "show what would change, change nothing")
        .option("--note <note>", "why; kept in history")
        .option("--secrets-file <file>", "where the secrets of new clients and streams are kept"),
    async run(session, options) {
      const file = await readProjectFile(session, options.file);
      assertNewFile(options.secretsFile);
      const project = await findProject(session);
      const plan = await makePlan(session, project.id, file);
      const isText = session.format.kind === "table";
      if (isText || options.dryRun === true) showPlan(session, plan);
      if (plan.changes.length === 0 || options.dryRun === true) {
        if (!isText && options.dryRun !== true) showPlan(session, plan);
        return;
      }
      await confirm(session, plan, options.file);
      const wish = { ...options, project: file, plan: plan.plan };
      const applied = await applyFile(session, project.id, wish);
      say(
        session,
        `Applied: ${summaryOf(applied)} Revision ${applied.revision.number} is current.`,
      );
      const { issued_secrets: _, ...shown } = applied;
      if (session.quiet) world.out(`${applied.project_id}\n`);
      else if (!isText) world.out(writeDocument(shown, session.format));
    },
  });
}

/** `grantry export project [id]`: a project as a file, without secrets. */
export function exportProjectCommand(world: World): Command {
  return buildLeaf<{ sections?: string }>(world, {
    name: "project",
    aliases: ["projects"],
    summary: "Write a project down as a file that plan and apply read; no secret is in it.",
    argument: { form: "[id]", summary: "id, slug or beginning of a slug" },
    options: (command) =>
      command.option("--sections <names>", "only these, between commas, such as clients,branding"),
    async run(session, { sections }, [id]) {
      const project = await findProject(session, id);
      const file = await callOperation(apiConnection(session), "exportProject", {
        path: { project: project.id },
        query: { sections },
      });
      const isText = session.format.kind === "table";
      const text = isText ? stringify(file, { lineWidth: 0 }) : writeDocument(file, session.format);
      session.world.out(text);
    },
  });
}

/**
 * Reads a file as `plan` and `apply` take it.
 * @throws Failure naming what does not fit
 */
export async function readProjectFile(session: Session, path: string): Promise<ProjectFile> {
  const read = projectFileSchema.safeParse(await readDocument(session, path));
  if (read.success) return read.data;
  const lines = read.error.issues.map((issue) => {
    const place = issue.path.join(".");
    return place === "" ? issue.message : `${place}: ${issue.message}`;
  });
  throw new Failure(`${path} does not describe a project.`, lines.join("\n"));
}

/** Secrets are shown once: a file that holds earlier ones is not written over. @throws Failure */
export function assertNewFile(path: string | undefined): void {
  if (path === undefined || !existsSync(path)) return;
  throw new Failure(`${path} exists already.`, "Name a new file with --secrets-file.");
}

/** Applies a file, and keeps the secrets that came with it where the person said. */
export async function applyFile(
  session: Session,
  projectId: string,
  options: Omit<ApplyOptions, "file"> & { project: ProjectFile; plan?: string },
): Promise<Applied> {
  const { project: file, plan, note, secretsFile } = options;
  const applied = await callOperation(apiConnection(session), "applyProject", {
    path: { project: projectId },
    body: {
      file,
      ...(plan === undefined ? {} : { plan }),
      ...(note === undefined ? {} : { note }),
    },
  });
  await keepSecrets(session, applied, secretsFile);
  return applied;
}

async function keepSecrets(session: Session, applied: Applied, file: string | undefined) {
  const { issued_secrets: issued } = applied;
  if (issued.length === 0) return;
  if (file === undefined) {
    const names = issued.map(({ id }) => id).join(", ");
    say(
      session,
      `New secrets were made for ${names} and are not shown. Roll them to get new ones,`,
    );
    say(
      session,
      "or name a file with --secrets-file when you apply a file that creates something.",
    );
    return;
  }
  await writeFile(file, `${JSON.stringify(issued, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  say(session, `The secrets of ${issued.length} new things are in ${file}.`);
}

function makePlan(session: Session, project: string, file: ProjectFile): Promise<Plan> {
  const request = { path: { project }, body: file };
  return callOperation(apiConnection(session), "planProject", request);
}

/** Changes are data, what they mean is prose. */
function showPlan(session: Session, plan: Plan): void {
  if (session.quiet) return session.world.out(`${plan.plan}\n`);
  if (session.format.kind !== "table") {
    return session.world.out(writeDocument(plan, session.format));
  }
  const paint = paintWith(session.world.colour);
  session.world.out(describeChanges(plan.changes, paint));
  const { drift } = plan;
  if (drift && drift.changes.length > 0) {
    say(session, `\nChanged outside of the file since ${drift.applied_by} applied it:`);
    session.world.err(describeChanges(drift.changes, paint));
  }
  if (plan.effects.length > 0) session.world.err(`\n${describeEffects(plan.effects, paint)}`);
  for (const { message } of plan.warnings) session.world.err(`Warning: ${message}\n`);
  say(session, plan.changes.length === 0 ? "Nothing to change." : `\nPlan: ${summaryOf(plan)}`);
}

function summaryOf({ summary }: Pick<Plan, "summary">): string {
  const { create, update, delete: remove } = summary;
  return `${create} to create, ${update} to update, ${remove} to delete.`;
}

async function confirm(session: Session, plan: Plan, file: string): Promise<void> {
  if (session.yes) return;
  if (file === "-") throw new Failure("Nobody can be asked.", "Use --yes with standard input.");
  const answer = await session.world.question(`Apply? ${summaryOf(plan)} [y/N]: `);
  if (!/^y(es)?$/i.test(answer?.trim() ?? "")) {
    throw new Failure("Nothing was changed.", "Answer y, or use --yes.");
  }
}
