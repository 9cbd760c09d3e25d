import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks event streams: where a project's events go, and the sealed secrets that sign them. */
export class EventStreams1700000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table event_streams (
        id uuid primary key,
        project_id uuid not null references projects,
        endpoint text not null,
        types text[] not null,
        description text not null,
        status text not null check (status in ('active', 'paused')),
        pause_reason text,
        secret bytea not null,
        previous_secret bytea,
        previous_secret_until timestamptz(3),
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      );
      create index event_streams_by_project on event_streams (project_id, created_at, id);
      grant select, insert, update, delete on event_streams to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
