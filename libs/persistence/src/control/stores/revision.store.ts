import type { ProjectDocument } from "@grantry/control";
import type { EntityManager } from "typeorm";
import { LessThanOrEqual } from "typeorm";
import {
  type ProjectRevisionRow,
  projectRevisionTable,
  type ProjectRow,
} from "../tables/project.table.js";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const NUMBER = /^[1-9]\d{0,14}$/;

/** Who makes a revision, from where and why, and what it changes. */
export interface RevisionOrigin {
  author: { type: string; id: string; label: string };
  source: ProjectRevisionRow["source"];
  note: string;
  restoredFrom: number | null;
  changedPaths: string[];
}

/** The revisions of projects: written once, never changed. */
export class RevisionStore {
  constructor(private readonly manager: EntityManager) {}

  /** Keeps a document as the revision that a project has now. */
  async add(project: ProjectRow, document: ProjectDocument, origin: RevisionOrigin): Promise<void> {
    await this.manager.query(
      `insert into project_revisions
         (project_id, id, number, document, created_by, created_at, author_type, author_id, source,
          note, restored_from, changed_paths)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        project.id,
        project.revisionId,
        project.version,
        JSON.stringify(document),
        origin.author.label,
        project.updatedAt,
        origin.author.type,
        origin.author.id,
        origin.source,
        origin.note,
        origin.restoredFrom,
        origin.changedPaths,
      ],
    );
  }

  /** Revisions of a project, the newest first. */
  list(project: ProjectRow, page: { skip: number; take: number }): Promise<ProjectRevisionRow[]> {
    return this.manager.find(projectRevisionTable, {
      where: { projectId: project.id },
      order: { number: "desc" },
      ...page,
    });
  }

  /** A revision of a project by id or number. */
  async find(project: ProjectRow, idOrNumber: string): Promise<ProjectRevisionRow | null> {
    const by = UUID.test(idOrNumber)
      ? { id: idOrNumber.toLowerCase() }
      : NUMBER.test(idOrNumber)
        ? { number: Number(idOrNumber) }
        : undefined;
    if (!by) return null;
    return this.manager.findOneBy(projectRevisionTable, { ...by, projectId: project.id });
  }

  /** The newest revision whose number is at most this one. */
  newestUpTo(project: ProjectRow, number: number): Promise<ProjectRevisionRow | null> {
    return this.manager.findOne(projectRevisionTable, {
      where: { projectId: project.id, number: LessThanOrEqual(number) },
      order: { number: "desc" },
    });
  }
}
