import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/**
 * Unlocks custom roles, roles in single projects, members of chosen projects, members and
 * workspaces that have left, and service accounts, which own tokens as members do.
 */
export class RolesAndServiceAccounts1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table workspaces add column deleted_at timestamptz(3);

      alter table members
        drop constraint members_role_check,
        drop constraint members_workspace_id_email_key,
        add column project_ids uuid[],
        add column removed_at timestamptz(3);
      create unique index members_email on members (workspace_id, email)
        where removed_at is null;

      create table roles (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        name text not null,
        based_on text not null,
        permissions text[] not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      );
      create unique index roles_name on roles (workspace_id, lower(name));

      create table service_accounts (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        name text not null,
        role text not null,
        project_ids uuid[],
        responsible_id uuid,
        responsible_label text not null,
        created_at timestamptz(3) not null default now(),
        removed_at timestamptz(3)
      );
      create unique index service_accounts_name on service_accounts (workspace_id, lower(name))
        where removed_at is null;

      -- The role of a member or a service account in one project.
      create table project_roles (
        holder_id uuid not null,
        project_id uuid not null references projects,
        role text not null,
        primary key (holder_id, project_id)
      );
      create index project_roles_of_project on project_roles (project_id);

      alter table personal_access_tokens drop constraint personal_access_tokens_owner_id_fkey;

      grant select, insert, update, delete on roles, service_accounts, project_roles
        to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
