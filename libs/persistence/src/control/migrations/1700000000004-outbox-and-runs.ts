import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/** Unlocks delivery to the planes in spite of failures, idempotent writes, and results of schedules. */
export class OutboxAndRuns1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox (
        id bigint generated always as identity primary key,
        kind text not null,
        subject_id uuid not null,
        attempts int not null default 0,
        last_error text,
        created_at timestamptz(3) not null default now(),
        due_at timestamptz(3) not null default now()
      );
      create index outbox_due on outbox (due_at, id);

      create table idempotency_keys (
        caller text not null,
        key text not null,
        request_hash text not null,
        status int,
        body jsonb,
        headers jsonb,
        created_at timestamptz(3) not null default now(),
        primary key (caller, key)
      );
      create index idempotency_keys_age on idempotency_keys (created_at);

      create table job_runs (
        id uuid primary key,
        schedule text not null,
        project_id uuid,
        started_at timestamptz(3) not null,
        finished_at timestamptz(3) not null,
        outcome text not null check (outcome in ('succeeded', 'failed')),
        counts jsonb not null default '{}',
        error text
      );
      create index job_runs_latest on job_runs (schedule, finished_at desc);`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
