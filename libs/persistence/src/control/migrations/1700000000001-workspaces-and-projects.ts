import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks workspaces, their members, projects with revisions, and slugs that are never given twice. */
export class WorkspacesAndProjects1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table workspaces (
        id uuid primary key,
        name text not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      );

      create table members (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        email text not null check (email = lower(email)),
        name text not null default '',
        role text not null check (role in ('owner', 'admin', 'developer', 'support', 'viewer')),
        subject text,
        created_at timestamptz(3) not null default now(),
        last_seen_at timestamptz(3),
        unique (workspace_id, email)
      );
      -- A sign-in finds its member by the subject of the console project.
      create index members_subject on members (subject);

      create table projects (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        slug text not null unique,
        plane_id text not null,
        home_region text not null,
        name text not null,
        environment text not null check (environment in ('prod', 'stage', 'dev')),
        state text not null check (state in ('running', 'halted', 'deleted')),
        revision_id uuid not null,
        version bigint not null,
        provisioned_version bigint not null default 0,
        is_built_in boolean not null default false,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      );
      -- Lists go through a workspace in the order of creation.
      create index projects_of_workspace on projects (workspace_id, created_at, id)
        where state <> 'deleted';

      create table project_revisions (
        project_id uuid not null references projects,
        id uuid not null,
        number bigint not null,
        document jsonb not null,
        created_by text not null,
        created_at timestamptz(3) not null default now(),
        primary key (project_id, id),
        unique (project_id, number)
      );

      create table used_slugs (
        slug text primary key,
        project_id uuid not null,
        taken_at timestamptz(3) not null default now()
      );`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
