import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks invitations (only a keyed hash of the code is kept) and mail, whose text is sealed. */
export class InvitationsAndMails1700000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table invitations (
        id uuid primary key,
        workspace_id uuid not null references workspaces,
        email text not null check (email = lower(email)),
        role text not null,
        project_ids uuid[],
        code_digest bytea not null unique check (octet_length(code_digest) = 32),
        state text not null
          check (state in ('pending', 'accepted', 'declined', 'revoked')),
        invited_by_id uuid not null,
        invited_by text not null,
        created_at timestamptz(3) not null default now(),
        sent_at timestamptz(3) not null default now(),
        expires_at timestamptz(3) not null,
        answered_at timestamptz(3)
      );
      -- An address has one open invitation to a workspace at most.
      create unique index invitations_pending on invitations (workspace_id, email)
        where state = 'pending';
      create index invitations_of_workspace on invitations (workspace_id, created_at);

      create table mails (
        id uuid primary key,
        project_id uuid,
        recipient text not null,
        subject text not null,
        -- Text and HTML, sealed with the master key; removed once a mail server has taken it.
        content bytea,
        state text not null check (state in ('kept', 'waiting', 'sent', 'failed')),
        attempts int not null default 0,
        last_error text,
        due_at timestamptz(3) not null default now(),
        read_at timestamptz(3),
        created_at timestamptz(3) not null default now()
      );
      create index mails_due on mails (due_at) where state = 'waiting';
      create index mails_kept on mails (created_at) where state = 'kept';

      grant select, insert, update, delete on invitations, mails to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
