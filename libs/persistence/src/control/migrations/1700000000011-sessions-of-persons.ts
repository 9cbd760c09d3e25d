import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/**
 * Unlocks console sessions of persons: one sign-in serves all of their workspaces, they see and end
 * each of their browsers, and how long ago they proved who they are is known.
 */
export class SessionsOfPersons1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table console_sessions
        add column id uuid not null default gen_random_uuid() unique,
        add column subject text,
        add column email text not null default '',
        add column name text not null default '',
        add column signed_in_at timestamptz(3) not null default now();
      update console_sessions session
        set subject = member.subject, email = member.email, signed_in_at = session.created_at
        from members member where member.id = session.member_id;
      delete from console_sessions where subject is null;
      alter table console_sessions
        alter column subject set not null,
        drop column member_id;
      create index console_sessions_of_subject on console_sessions (subject);`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
