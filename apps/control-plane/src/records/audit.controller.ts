import { Readable } from "node:stream";
import { Controller, Get, Header, Query, Res } from "@nestjs/common";
import type {
  AuditKeySet,
  AuditVerification,
  ListAuditEvents,
  ListAuditHeads,
} from "@grantry/contracts";
import { auditEventOnWire, type Caller as CallerValue, ControlError } from "@grantry/control";
import { AuditKeyring, verifyAuditChain } from "@grantry/persistence";
import type { FastifyReply } from "fastify";
import { Caller, Permission, Public } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { readPage, writePageToken } from "../http/page.js";
import { exportAuditEvents } from "./audit-export.js";
import { readAuditFilter, readAuditRange } from "./audit-filter.js";

/** Who did what, and the proof that the log says so unchanged. */
@Controller()
export class AuditController {
  private readonly keyring: AuditKeyring;

  constructor(private readonly controlPlane: ControlPlane) {
    const { control, config } = controlPlane;
    this.keyring = new AuditKeyring(control, config.secrets.envelope);
  }

  @Get("audit-events")
  @Permission("audit:read")
  async list(
    @Caller() caller: CallerValue,
    @Query() query: Record<string, unknown>,
  ): Promise<ListAuditEvents> {
    const { skip: before, take } = readPage(query, 500);
    const events = await this.controlPlane.control.audit.list(caller.workspace.id, {
      ...readAuditFilter(query),
      within: caller.projectIds,
      before: before === 0 ? undefined : before,
      take: take + 1,
    });
    const shown = events.slice(0, take);
    const last = shown.at(-1);
    const hasNext = events.length > take && last !== undefined;
    return {
      events: shown.map(auditEventOnWire),
      next_page_token: hasNext ? writePageToken(last.sequence) : "",
      has_next_page: hasNext,
    };
  }

  @Get("audit-events/verify")
  @Permission("audit:read")
  @Header("cache-control", "no-store")
  async verify(@Caller() caller: CallerValue): Promise<AuditVerification> {
    assertWholeWorkspace(caller, "audit:read");
    const { control } = this.controlPlane;
    const keys = await this.keyring.publicKeys();
    const verdict = await verifyAuditChain(control, keys, caller.workspace.id);
    const [signedHead = null] = await control.auditProofs.heads(caller.workspace.id, { take: 1 });
    const { brokenAt } = verdict;
    return {
      intact: brokenAt === null,
      events: verdict.events,
      head: verdict.head,
      signed_head: signedHead,
      broken_at: brokenAt && {
        sequence: brokenAt.sequence,
        occurred_at: brokenAt.occurredAt?.toISOString() ?? null,
        reason: brokenAt.reason,
      },
      checked_at: new Date().toISOString(),
    };
  }

  @Get("audit-events/export")
  @Permission("audit:export")
  async export(
    @Caller() caller: CallerValue,
    @Query() query: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    assertWholeWorkspace(caller, "audit:export");
    const { control, addresses } = this.controlPlane;
    const lines = await exportAuditEvents(control, this.keyring, {
      workspaceId: caller.workspace.id,
      ...readAuditRange(query),
      keysUrl: `${addresses.api}/audit-keys`,
    });
    const name = `audit-${caller.workspace.id}.jsonl`;
    void reply
      .header("content-type", "application/x-ndjson; charset=utf-8")
      .header("content-disposition", `attachment; filename="${name}"`)
      .header("cache-control", "no-store")
      .send(Readable.from(lines));
  }

  @Get("audit-heads")
  @Permission("audit:read")
  async heads(
    @Caller() caller: CallerValue,
    @Query() query: Record<string, unknown>,
  ): Promise<ListAuditHeads> {
    assertWholeWorkspace(caller, "audit:read");
    const { skip: before, take } = readPage(query, 500);
    const found = await this.controlPlane.control.auditProofs.heads(caller.workspace.id, {
      before: before === 0 ? undefined : before,
      take: take + 1,
    });
    const heads = found.slice(0, take);
    const last = heads.at(-1);
    const hasNext = found.length > take && last !== undefined;
    return {
      heads,
      next_page_token: hasNext ? writePageToken(last.sequence) : "",
      has_next_page: hasNext,
    };
  }

  /** For everybody: an export is checked by people who have no account here. */
  @Get("audit-keys")
  @Public()
  async keys(): Promise<AuditKeySet> {
    await this.keyring.signingKey();
    return { keys: await this.keyring.publicKeys() };
  }
}

/** The chain holds the events of every project: a token of chosen projects cannot have it. */
function assertWholeWorkspace(caller: CallerValue, permission: string): void {
  if (caller.projectIds === null) return;
  throw new ControlError("forbidden", "Your token is limited to chosen projects.", { permission });
}
