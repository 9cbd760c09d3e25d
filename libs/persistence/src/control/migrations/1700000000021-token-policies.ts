import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks what a workspace asks of its tokens; a workspace without a row has the defaults. */
export class TokenPolicies1700000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table token_policies (
        workspace_id uuid primary key references workspaces on delete cascade,
        maximum_lifetime_days int check (maximum_lifetime_days > 0),
        expiry_required boolean not null,
        addresses_required boolean not null,
        allowed_cidrs text[] not null,
        approval text not null check (approval in ('none', 'permissions', 'all')),
        approval_permissions text[] not null,
        updated_at timestamptz(3) not null,
        updated_by text not null
      );
      grant select, insert, update, delete on token_policies to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
