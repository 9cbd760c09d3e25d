import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks access tokens for pipelines that keep no secret: OIDC issuers that a workspace trusts. */
export class TrustedIssuers1700000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table trusted_issuers (
        id uuid primary key,
        workspace_id uuid not null references workspaces on delete cascade,
        owner_id uuid not null,
        name text not null,
        issuer text not null,
        jwks_uri text,
        audience text not null,
        conditions jsonb not null,
        permissions text[] not null,
        project_ids uuid[],
        lifetime_seconds int not null check (lifetime_seconds between 60 and 3600),
        single_use boolean not null,
        enabled boolean not null,
        last_used_at timestamptz(3),
        last_subject text,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        unique (workspace_id, name)
      );
      -- An exchange names a workspace or a trusted issuer; the token names the issuer.
      create index trusted_issuers_by_address on trusted_issuers (workspace_id, issuer);

      create table exchanged_subject_tokens (
        trusted_issuer_id uuid not null references trusted_issuers on delete cascade,
        digest bytea not null check (octet_length(digest) = 32),
        expires_at timestamptz(3) not null,
        primary key (trusted_issuer_id, digest)
      );
      create index exchanged_subject_tokens_expiry on exchanged_subject_tokens (expires_at);
      grant select, insert, update, delete on trusted_issuers, exchanged_subject_tokens
        to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
