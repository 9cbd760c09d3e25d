import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks history: who made a revision, from where, why, and what it changed; and drift of files. */
export class RevisionHistory1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table project_revisions
        add column author_type text not null default 'system',
        add column author_id text not null default '',
        add column source text not null default 'system'
          check (source in ('console', 'cli', 'api', 'system')),
        add column note text not null default '',
        add column restored_from int,
        add column changed_paths text[] not null default '{}';

      -- The state in which applying a file left a project: what differs from it later is drift.
      create table applied_files (
        project_id uuid primary key references projects on delete cascade,
        applied_at timestamptz(3) not null,
        applied_by text not null,
        state jsonb not null
      );
      grant select, insert, update, delete on applied_files to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
