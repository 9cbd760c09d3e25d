import { Controller, Delete, Get, Header, HttpCode, Param, Query } from "@nestjs/common";
import { grants, type Mail, type Mailbox, type MailSummary } from "@grantry/contracts";
import { type Caller as CallerValue, notFound, permissionsIn } from "@grantry/control";
import type { MailRow } from "@grantry/persistence";
import { Caller, Permission } from "../access/access.decorator.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { openMail } from "./queue-mail.js";

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The local mailbox, where mail lands. */
@Controller("mailbox")
export class MailboxController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("mail:read")
  @Paged("mails")
  @Header("cache-control", "no-store")
  async list(@Caller() caller: CallerValue, @Query("search") search: unknown): Promise<Mailbox> {
    const wanted = typeof search === "string" && search !== "" ? search.slice(0, 254) : undefined;
    const rows = await this.controlPlane.control.mails.list(await this.reach(caller), wanted);
    return {
      mails: rows.map(summaryView),
      unread: rows.filter(({ readAt }) => readAt === null).length,
    };
  }

  @Get(":mail")
  @Permission("mail:read")
  @Header("cache-control", "no-store")
  async read(@Caller() caller: CallerValue, @Param("mail") id: string): Promise<Mail> {
    const reach = await this.reach(caller);
    const row = UUID.test(id) ? await this.controlPlane.control.mails.open(reach, id) : undefined;
    if (!row) throw notFound("mail");
    return { ...summaryView(row), ...openMail(this.controlPlane, row.content) };
  }

  @Delete()
  @Permission("mail:read")
  @HttpCode(204)
  async clear(@Caller() caller: CallerValue): Promise<void> {
    const reach = await this.reach(caller);
    await this.controlPlane.control.transaction(async (stores) => {
      const count = await stores.mails.clear(reach);
      const { id, name } = caller.workspace;
      await stores.audit.record({
        workspaceId: id,
        projectId: null,
        actor: caller.actor,
        action: "mailbox.clear",
        target: { type: "mailbox", id, label: name },
        before: { mails: count },
        after: null,
      });
    });
  }

  /** Whose mail the caller reads: that of projects, and Grantry's own for the first owner only. */
  private async reach(caller: CallerValue): Promise<(string | null)[]> {
    const { control } = this.controlPlane;
    const projects = await control.projects.list(caller.workspace.id, {
      within: caller.projectIds,
    });
    const readable = projects
      .map(({ id }) => id)
      .filter((id) => grants(permissionsIn(caller, id), "mail:read"));
    const first = await control.workspaces.findFirst();
    const isFirstOwner =
      caller.member.role === "owner" &&
      caller.projectIds === null &&
      first?.id === caller.workspace.id;
    return isFirstOwner ? [...readable, null] : readable;
  }
}

function summaryView(row: MailRow): MailSummary {
  return {
    id: row.id,
    project_id: row.projectId,
    to: row.to,
    subject: row.subject,
    created_at: row.createdAt.toISOString(),
    read_at: row.readAt?.toISOString() ?? null,
  };
}
