import { randomUUID } from "node:crypto";
import type { ProjectDocument } from "@grantry/control";
import { type EntityManager, In, IsNull, Not } from "typeorm";
import {
  type ProjectRevisionRow,
  projectRevisionTable,
  type ProjectRow,
  projectTable,
} from "../tables/project.table.js";
import { type RevisionOrigin, RevisionStore } from "./revision.store.js";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const NEXT = () => "version + 1";

/** Deleted, and not purged: what can be restored. */
const DELETED = { state: "deleted", isBuiltIn: false, purgedAt: IsNull() } as const;

export interface NewProject {
  id?: string;
  workspaceId: string;
  slug: string;
  planeId: string;
  homeRegion: string;
  document: ProjectDocument;
  createdBy: string;
  /** Where the first revision comes from; the system unless somebody is named. */
  origin?: RevisionOrigin;
  isBuiltIn?: boolean;
}

/**
 * Projects and their revisions. A deleted project keeps its row and is found by nobody;
 * neither is the built-in one, which belongs to Grantry.
 */
export class ProjectStore {
  private readonly revisions: RevisionStore;

  constructor(private readonly manager: EntityManager) {
    this.revisions = new RevisionStore(manager);
  }

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
    const { document, createdBy, origin, ...rest } = project;
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
      issuerHost: null,
      deletedAt: null,
      purgeAt: null,
      purgedAt: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.manager.insert(projectTable, row);
    const author = { type: "system", id: "", label: createdBy };
    const bySystem = { author, source: "system", note: "", restoredFrom: null } as const;
    await this.revisions.add(row, document, origin ?? { ...bySystem, changedPaths: [] });
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

  /** The workspace of a living project, or of a deleted one too, by its id or slug. */
  async workspaceOf(
    idOrSlug: string,
    among: "living" | "deleted too" = "living",
  ): Promise<{ id: string; workspaceId: string } | undefined> {
    const by = UUID.test(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug };
    const project = await this.manager.findOneBy(projectTable, {
      ...by,
      ...(among === "living" ? { state: Not("deleted") } : {}),
      isBuiltIn: false,
    });
    return project ? { id: project.id, workspaceId: project.workspaceId } : undefined;
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

  /** Reads a project so that nobody else changes it before the transaction ends. */
  lock(project: ProjectRow): Promise<ProjectRow | null> {
    return this.manager.findOne(projectTable, {
      where: { id: project.id, state: Not("deleted") },
      lock: { mode: "pessimistic_write" },
    });
  }

  /** The revision that a project has now. */
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
    origin: RevisionOrigin,
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
    await this.revisions.add(revised, document, origin);
    return revised;
  }

  /** @returns false when the project was deleted already */
  async markDeleted(project: ProjectRow, purgeAt: Date): Promise<boolean> {
    const now = new Date();
    const result = await this.manager.update(
      projectTable,
      { id: project.id, state: Not("deleted") },
      { state: "deleted", version: NEXT, deletedAt: now, purgeAt, updatedAt: now },
    );
    return result.affected === 1;
  }

  /** Something beside the revision changed that planes are told. */
  async touch(id: string): Promise<void> {
    await this.manager.update(projectTable, { id }, { version: () => "version + 1" });
  }

  /** Makes a custom domain the issuer, or none; the plane is told of it. */
  async setIssuerHost(id: string, issuerHost: string | null): Promise<void> {
    await this.manager.update(projectTable, { id }, { issuerHost, version: () => "version + 1" });
  }

  /** A deleted project that can still be restored, by id or slug. */
  findDeleted(workspaceId: string, idOrSlug: string): Promise<ProjectRow | null> {
    const by = UUID.test(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug };
    return this.manager.findOneBy(projectTable, { ...by, workspaceId, ...DELETED });
  }

  /** Deleted projects that can still be restored, the last deleted first. */
  listDeleted(
    workspaceId: string,
    page: { within: readonly string[] | null; skip: number; take: number },
  ): Promise<ProjectRow[]> {
    return this.manager.find(projectTable, {
      where: {
        workspaceId,
        ...DELETED,
        ...(page.within ? { id: In([...page.within]) } : {}),
      },
      order: { deletedAt: "desc", id: "asc" },
      skip: page.skip,
      take: page.take,
    });
  }

  /** Brings a deleted project back. @returns false when it is not deleted or is being purged */
  async restore(project: ProjectRow, state: ProjectRow["state"]): Promise<boolean> {
    const result = await this.manager.update(
      projectTable,
      { id: project.id, ...DELETED },
      { state, version: NEXT, deletedAt: null, purgeAt: null, updatedAt: new Date() },
    );
    return result.affected === 1;
  }

  /** Lets a deleted project be purged from now on, and restored no more. */
  async requestPurge(project: ProjectRow): Promise<boolean> {
    const now = new Date();
    const result = await this.manager.update(
      projectTable,
      { id: project.id, ...DELETED },
      { purgeAt: now, purgedAt: now },
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

  /** Another plane serves the project from here on. */
  async place(id: string, place: { planeId: string; homeRegion: string }): Promise<void> {
    await this.manager.update(projectTable, { id }, { ...place, updatedAt: new Date() });
  }

  /** Where the gateway sends each project; deleted ones are nowhere. */
  routes(): Promise<{ slug: string; planeId: string }[]> {
    return this.manager.query(
      `select slug, plane_id as "planeId" from projects where state <> 'deleted' order by slug`,
    );
  }
}
