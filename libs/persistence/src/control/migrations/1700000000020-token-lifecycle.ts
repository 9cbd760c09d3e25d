import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/**
 * Unlocks tokens that are rolled with an overlap, wait for an owner's approval, come from a trusted
 * issuer, and tell which of their permissions they use.
 */
export class TokenLifecycle1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table personal_access_tokens
        add column description text not null default '',
        add column kind text not null default 'personal' check (kind in ('personal', 'exchanged')),
        add column trusted_issuer_id uuid,
        add column rolled_at timestamptz(3),
        add column previous_digest bytea unique check (octet_length(previous_digest) = 32),
        add column previous_last_characters text,
        add column previous_ends_at timestamptz(3),
        add column approval text check (approval in ('pending', 'approved', 'rejected')),
        add column approval_by text,
        add column approval_at timestamptz(3),
        add column approval_note text not null default '';
      -- Names are unique per owner among the tokens that people make.
      drop index personal_access_tokens_name;
      create unique index personal_access_tokens_name on personal_access_tokens (owner_id, name)
        where revoked_at is null and kind = 'personal';
      -- An issuer that is trusted no more takes its tokens along.
      create index personal_access_tokens_of_trusted_issuer
        on personal_access_tokens (trusted_issuer_id) where trusted_issuer_id is not null;
      create index personal_access_tokens_exchanged on personal_access_tokens (expires_at)
        where kind = 'exchanged';

      create table token_permission_uses (
        token_id uuid not null references personal_access_tokens on delete cascade,
        permission text not null,
        day date not null,
        uses bigint not null,
        primary key (token_id, permission, day)
      );
      create index token_permission_uses_age on token_permission_uses (day);
      grant select, insert, update, delete on token_permission_uses to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
