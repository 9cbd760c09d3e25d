import { randomUUID } from "node:crypto";
import type { ProjectDocument } from "@grantry/control";
import { type EntityManager, In, Not } from "typeorm";
import {
  type ProjectRevisionRow,
  projectRevisionTable,
  type ProjectRow,
  projectTable,
} from "../tables/project.table.js";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export interface NewProject {
  id?: string;
  workspaceId: string;
  slug: string;
  planeId: string;
  homeRegion: string;
  document: ProjectDocument;
  createdBy: string;
  isBuiltIn?: boolean;
}

/**
 * Projects and their revisions. A deleted project keeps its row and is found by nobody;
 * neither is the built-in one, which belongs to Grantry.
 */
export class ProjectStore {
  constructor(private readonly manager: EntityManager) {}

  /** Takes a slug for good. @returns false when somebody had it before */
  async takeSlug(slug: string, projectId: string): Promise<boolean> {
    const rows = await this.manager.query<unknown[]>(
      `insert into used_slugs (slug, project_id) values ($1, $2) on conflict do nothing
       returning slug`,
      [slug, projectId],
    );
    return rows.length > 0;
  }

  async create(project: NewProject): Promise<ProjectRow> {
    const { document, createdBy, ...rest } = project;
    const now = new Date();
    const row: ProjectRow = {
      isBuiltIn: false,
      ...rest,
      id: project.id ?? randomUUID(),
      name: document.name,
      environment: document.environment,
      state: document.state,
      revisionId: randomUUID(),
      version: 1,
      provisionedVersion: 0,
      createdAt: now,
      updatedAt: now,
    };
    await this.manager.insert(projectTable, row);
    await this.addRevision(row, document, createdBy);
    return row;
  }

  /** A living project of a workspace, by id or slug. */
  find(workspaceId: string, idOrSlug: string): Promise<ProjectRow | null> {
    const by = UUID.test(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug };
    return this.manager.findOneBy(projectTable, {
      ...by,
      workspaceId,
      state: Not("deleted"),
      isBuiltIn: false,
    });
  }

  /** Any project, deleted ones too: for delivery to the planes. */
  findForDelivery(id: string): Promise<ProjectRow | null> {
    return this.manager.findOneBy(projectTable, { id });
  }

  /** Living projects in the order of creation; `within` limits them to these ids. */
  list(
    workspaceId: string,
    page: { within: readonly string[] | null; skip?: number; take?: number },
  ): Promise<ProjectRow[]> {
    return this.manager.find(projectTable, {
      where: {
        workspaceId,
        state: Not("deleted"),
        isBuiltIn: false,
        ...(page.within ? { id: In([...page.within]) } : {}),
      },
      order: { createdAt: "asc", id: "asc" },
      ...(page.skip === undefined ? {} : { skip: page.skip }),
      ...(page.take === undefined ? {} : { take: page.take }),
    });
  }

  /** The revision that a project serves now. */
  async currentRevision(project: ProjectRow): Promise<ProjectRevisionRow> {
    return this.manager.findOneByOrFail(projectRevisionTable, {
      projectId: project.id,
      id: project.revisionId,
    });
  }

  /**
   * Makes a document the current revision, unless another revision came between.
   * @returns the changed project, or `stale`
   */
  async revise(
    project: ProjectRow,
    document: ProjectDocument,
    createdBy: string,
  ): Promise<ProjectRow | "stale"> {
    const revised: ProjectRow = {
      ...project,
      name: document.name,
      environment: document.environment,
      state: document.state,
      revisionId: randomUUID(),
      version: project.version + 1,
      updatedAt: new Date(),
    };
    const { name, environment, state, revisionId, version, updatedAt } = revised;
    const result = await this.manager.update(
      projectTable,
      { id: project.id, revisionId: project.revisionId, state: Not("deleted") },
      { name, environment, state, revisionId, version, updatedAt },
    );
    if (result.affected !== 1) return "stale";
    await this.addRevision(revised, document, createdBy);
    return revised;
  }

  /** @returns false when the project was deleted already */
  async markDeleted(project: ProjectRow): Promise<boolean> {
    const result = await this.manager.update(
      projectTable,
      { id: project.id, state: Not("deleted") },
      { state: "deleted", version: () => "version + 1", updatedAt: new Date() },
    );
    return result.affected === 1;
  }

  /** Remembers what the plane is known to have. */
  async recordProvisioned(id: string, version: number): Promise<void> {
    await this.manager.query(
      `update projects set provisioned_version = greatest(provisioned_version, $2) where id = $1`,
      [id, version],
    );
  }

  /** Where the gateway sends each project; deleted ones are nowhere. */
  routes(): Promise<{ slug: string; planeId: string }[]> {
    return this.manager.query(
      `select slug, plane_id as "planeId" from projects where state <> 'deleted' order by slug`,
    );
  }

  private async addRevision(
    project: ProjectRow,
    document: ProjectDocument,
    createdBy: string,
  ): Promise<void> {
    await this.manager.query(
      `insert into project_revisions (project_id, id, number, document, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        project.id,
        project.revisionId,
        project.version,
        JSON.stringify(document),
        createdBy,
        project.updatedAt,
      ],
    );
  }
}
