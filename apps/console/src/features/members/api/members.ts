import type {
  CreateInvitationBody,
  CreateServiceAccountBody,
  Invitation,
  Member,
  ServiceAccount,
  UpdateMemberBody,
  UpdateServiceAccountBody,
} from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { readAll, write } from "../../../lib/api.js";

/** The people who work in a workspace. */
export function membersQuery(workspaceId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "members"],
    queryFn: ({ signal }) =>
      readAll<Member>("/members", { signal, query: { workspace_id: workspaceId } }),
  });
}

/** Who was asked to join, whatever became of it. */
export function invitationsQuery(workspaceId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "invitations"],
    queryFn: ({ signal }) =>
      readAll<Invitation>("/invitations", { signal, query: { workspace_id: workspaceId } }),
  });
}

/** What works in a workspace without being a person. */
export function serviceAccountsQuery(workspaceId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "service-accounts"],
    queryFn: ({ signal }) =>
      readAll<ServiceAccount>("/service-accounts", {
        signal,
        query: { workspace_id: workspaceId },
      }),
  });
}

/** Invites one address by mail. */
export function invite(body: CreateInvitationBody): Promise<Invitation> {
  return write<Invitation>("POST", "/invitations", body);
}

/** Sends an invitation again, with a new code: the old one stops working. */
export function resendInvitation(invitationId: string): Promise<Invitation> {
  return write<Invitation>("POST", `/invitations/${invitationId}/resend`);
}

/** Takes an invitation back. */
export function revokeInvitation(invitationId: string): Promise<void> {
  return write<void>("DELETE", `/invitations/${invitationId}`);
}

/** Gives a member another role or other projects. */
export function changeMember(memberId: string, body: UpdateMemberBody): Promise<Member> {
  return write<Member>("PATCH", `/members/${memberId}`, body);
}

/** Removes a member, or leaves the workspace oneself. */
export function removeMember(memberId: string): Promise<void> {
  return write<void>("DELETE", `/members/${memberId}`);
}

/** Creates a service account. */
export function createServiceAccount(
  body: CreateServiceAccountBody,
  idempotencyKey: string,
): Promise<ServiceAccount> {
  return write<ServiceAccount>("POST", "/service-accounts", body, idempotencyKey);
}

/** Renames a service account, or gives it another role or other projects. */
export function changeServiceAccount(
  accountId: string,
  body: UpdateServiceAccountBody,
): Promise<ServiceAccount> {
  return write<ServiceAccount>("PATCH", `/service-accounts/${accountId}`, body);
}

/** Deletes a service account and ends its tokens. */
export function deleteServiceAccount(accountId: string): Promise<void> {
  return write<void>("DELETE", `/service-accounts/${accountId}`);
}
