import type { Environment, ProjectState, RevisionSource } from "@grantry/contracts";
import type { ProjectDocument } from "@grantry/control";
import { EntitySchema } from "typeorm";
import { bigintColumn } from "./bigint-column.js";

export interface ProjectRow {
  id: string;
  workspaceId: string;
  slug: string;
  planeId: string;
  homeRegion: string;
  name: string;
  environment: Environment;
  state: ProjectState;
  revisionId: string;
  /** Grows with every change; a plane ignores what is older than what it has. */
  version: number;
  /** The newest version that the plane is known to have; 0 before the first time. */
  provisionedVersion: number;
  /** The console's own project is made by Grantry and cannot be deleted. */
  isBuiltIn: boolean;
  /** The custom domain that is the project's issuer, if one is. */
  issuerHost: string | null;
  deletedAt: Date | null;
  /** When its rows go for good; until then it can be restored. */
  purgeAt: Date | null;
  purgedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export const projectTable = new EntitySchema<ProjectRow>({
  name: "project",
  tableName: "projects",
  columns: {
    id: { type: "uuid", primary: true },
    workspaceId: { type: "uuid", name: "workspace_id" },
    slug: { type: "text" },
    planeId: { type: "text", name: "plane_id" },
    homeRegion: { type: "text", name: "home_region" },
    name: { type: "text" },
    environment: { type: "text" },
    state: { type: "text" },
    revisionId: { type: "uuid", name: "revision_id" },
    version: { ...bigintColumn },
    provisionedVersion: { ...bigintColumn, name: "provisioned_version" },
    isBuiltIn: { type: "boolean", name: "is_built_in" },
    issuerHost: { type: "text", name: "issuer_host", nullable: true },
    deletedAt: { type: "timestamptz", name: "deleted_at", nullable: true },
    purgeAt: { type: "timestamptz", name: "purge_at", nullable: true },
    purgedAt: { type: "timestamptz", name: "purged_at", nullable: true },
    createdAt: { type: "timestamptz", name: "created_at" },
    updatedAt: { type: "timestamptz", name: "updated_at" },
  },
});

export interface ProjectRevisionRow {
  projectId: string;
  id: string;
  number: number;
  document: ProjectDocument;
  createdBy: string;
  createdAt: Date;
  authorType: string;
  authorId: string;
  source: RevisionSource;
  note: string;
  /** The number of the revision that this one brought back. */
  restoredFrom: number | null;
  /** JSON pointers of what differs from the revision before. */
  changedPaths: string[];
}

export const projectRevisionTable = new EntitySchema<ProjectRevisionRow>({
  name: "project_revision",
  tableName: "project_revisions",
  columns: {
    projectId: { type: "uuid", primary: true, name: "project_id" },
    id: { type: "uuid", primary: true },
    number: { ...bigintColumn },
    document: { type: "jsonb" },
    createdBy: { type: "text", name: "created_by" },
    createdAt: { type: "timestamptz", name: "created_at" },
    authorType: { type: "text", name: "author_type" },
    authorId: { type: "text", name: "author_id" },
    source: { type: "text" },
    note: { type: "text" },
    restoredFrom: { type: "int", name: "restored_from", nullable: true },
    changedPaths: { type: "text", name: "changed_paths", array: true },
  },
});
