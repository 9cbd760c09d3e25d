import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks several data planes, each with its database, and projects that move between them. */
export class DataPlanes1700000000050 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table data_planes (
        id text primary key,
        name text not null,
        region text not null,
        database_source text not null,
        -- The address with its password, sealed by the master key.
        database_sealed bytea not null,
        addresses text[] not null,
        capacity int check (capacity >= 0),
        accepts_new boolean not null default true,
        state text not null default 'unknown' check (state in ('healthy', 'failing', 'unknown')),
        database_state text not null default 'unknown'
          check (database_state in ('healthy', 'failing', 'unknown')),
        failure text,
        version text,
        processes jsonb not null default '[]',
        last_seen_at timestamptz(3),
        checked_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      );

      create table data_plane_changes (
        data_plane_id text not null references data_planes on delete cascade,
        at timestamptz(3) not null default now(),
        state text not null,
        failure text,
        primary key (data_plane_id, at)
      );

      create table project_moves (
        id uuid primary key,
        project_id uuid not null references projects,
        from_data_plane text not null,
        to_data_plane text not null,
        state text not null check (state in (
          'waiting', 'copying', 'pausing', 'switching', 'cleaning', 'finished', 'failed')),
        attempts int not null default 0,
        failure text,
        copied_rows bigint not null default 0,
        paused_milliseconds int,
        due_at timestamptz(3) not null default now(),
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        finished_at timestamptz(3)
      );
      create unique index project_moves_one_at_a_time on project_moves (project_id)
        where finished_at is null;
      create index project_moves_latest on project_moves (project_id, created_at desc);
      -- How many projects live on a plane.
      create index projects_of_plane on projects (plane_id) where state <> 'deleted';

      grant select, insert, update, delete on data_planes, data_plane_changes, project_moves
        to grantry_control;`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
