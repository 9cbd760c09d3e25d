import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from "@nestjs/common";
import {
  createInvitationBodySchema,
  type Invitation,
  type PublicInvitation,
} from "@grantry/contracts";
import { type Caller as CallerValue, notFound } from "@grantry/control";
import type { InvitationRow } from "@grantry/persistence";
import type { z } from "zod";
import {
  Authenticated,
  Caller,
  FreshSignIn,
  Permission,
  Principal,
  Public,
} from "../access/access.decorator.js";
import type { Principal as PrincipalValue } from "../access/principal.js";
import { ControlPlane } from "../control-plane.js";
import { Paged } from "../http/paged.interceptor.js";
import { acceptInvitation, declineInvitation } from "./answer-invitation.js";
import { invite, resendInvitation, revokeInvitation } from "./invite.js";
import { invitationOf, stateOf } from "./invited.js";

/** Invitations: by ID for the members of a workspace, by code for whoever is invited. */
@Controller("invitations")
export class InvitationController {
  constructor(private readonly controlPlane: ControlPlane) {}

  @Get()
  @Permission("members:read")
  @Paged()
  async list(@Caller() caller: CallerValue): Promise<Invitation[]> {
    const { control } = this.controlPlane;
    const { id } = caller.workspace;
    const [rows, names] = await Promise.all([
      control.invitations.list(id),
      control.roles.names(id),
    ]);
    return rows.map((row) => invitationView(row, names));
  }

  @Post()
  @Permission("members:write")
  @FreshSignIn()
  async create(
    @Caller() caller: CallerValue,
    @Body({ schema: createInvitationBodySchema })
    body: z.output<typeof createInvitationBodySchema>,
  ): Promise<Invitation> {
    return this.view(caller, await invite(this.controlPlane, caller, body));
  }

  @Post(":invitation/resend")
  @Permission("members:write")
  @FreshSignIn()
  @HttpCode(200)
  async resend(
    @Caller() caller: CallerValue,
    @Param("invitation") id: string,
  ): Promise<Invitation> {
    await resendInvitation(this.controlPlane, caller, id);
    return this.view(caller, id);
  }

  @Delete(":invitation")
  @Permission("members:write")
  @HttpCode(204)
  revoke(@Caller() caller: CallerValue, @Param("invitation") id: string): Promise<void> {
    return revokeInvitation(this.controlPlane, caller, id);
  }

  @Get(":code")
  @Public()
  @Header("cache-control", "no-store")
  async show(@Param("code") code: string): Promise<PublicInvitation> {
    const invitation = await invitationOf(this.controlPlane, code);
    const { control, addresses } = this.controlPlane;
    const workspace = await control.workspaces.find(invitation.workspaceId);
    const names = await control.roles.names(invitation.workspaceId);
    const query = new URLSearchParams({ return_to: `/invitations/${code}`, invitation: code });
    return {
      email: invitation.email,
      workspace_name: workspace?.name ?? "",
      role_name: names.get(invitation.role) ?? "",
      invited_by: invitation.invitedBy,
      state: stateOf(invitation),
      expires_at: invitation.expiresAt.toISOString(),
      sign_in: `${addresses.console}/api/auth/sign-in?${query.toString()}`,
    };
  }

  @Post(":code/accept")
  @Authenticated()
  @HttpCode(200)
  accept(@Principal() principal: PrincipalValue, @Param("code") code: string) {
    return acceptInvitation(this.controlPlane, principal, code);
  }

  @Post(":code/decline")
  @Authenticated()
  @HttpCode(204)
  decline(@Principal() principal: PrincipalValue, @Param("code") code: string) {
    return declineInvitation(this.controlPlane, principal, code);
  }

  private async view(caller: CallerValue, id: string): Promise<Invitation> {
    const { control } = this.controlPlane;
    const row = await control.invitations.find(caller.workspace.id, id);
    if (!row) throw notFound("invitation");
    return invitationView(row, await control.roles.names(row.workspaceId));
  }
}

function invitationView(row: InvitationRow, names: ReadonlyMap<string, string>): Invitation {
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    email: row.email,
    role: row.role,
    role_name: names.get(row.role) ?? "",
    project_ids: row.projectIds,
    state: stateOf(row),
    invited_by: row.invitedBy,
    created_at: row.createdAt.toISOString(),
    sent_at: row.sentAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    answered_at: row.answeredAt?.toISOString() ?? null,
  };
}
