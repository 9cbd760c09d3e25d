import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks personal access tokens (only a keyed hash of the value is kept) and console sessions. */
export class PersonalAccessTokens1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table personal_access_tokens (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        owner_id uuid not null references members,
        name text not null,
        digest bytea not null unique check (octet_length(digest) = 32),
        permissions text[] not null,
        project_ids uuid[],
        allowed_cidrs text[] not null default '{}',
        expires_at timestamptz(3),
        last_characters text not null,
        last_used_at timestamptz(3),
        last_used_address text,
        last_used_user_agent text,
        created_at timestamptz(3) not null default now(),
        revoked_at timestamptz(3)
      );
      -- Names are unique per owner while a token lives.
      create unique index personal_access_tokens_name on personal_access_tokens (owner_id, name)
        where revoked_at is null;
      create index personal_access_tokens_of_workspace
        on personal_access_tokens (workspace_id, created_at, id);

      create table console_sessions (
        digest bytea primary key check (octet_length(digest) = 32),
        member_id uuid not null references members,
        csrf_token text not null,
        id_token bytea not null,
        address text not null,
        user_agent text not null,
        created_at timestamptz(3) not null default now(),
        last_seen_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null
      );
      create index console_sessions_expiry on console_sessions (expires_at);`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
