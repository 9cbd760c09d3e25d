import type { AcceptedInvitation, PublicInvitation } from "@grantry/contracts";
import { queryOptions } from "@tanstack/react-query";
import { read, write } from "../../../lib/api.js";

/** What an invitation says to whoever holds its code. */
export function invitationQuery(code: string) {
  return queryOptions({
    queryKey: ["invitation", code],
    queryFn: ({ signal }) =>
      read<PublicInvitation>(`/invitations/${encodeURIComponent(code)}`, { signal }),
    retry: false,
  });
}

/** Becomes a member. */
export function acceptInvitation(code: string): Promise<AcceptedInvitation> {
  return write<AcceptedInvitation>("POST", `/invitations/${encodeURIComponent(code)}/accept`);
}

/** Says no for good. */
export function declineInvitation(code: string): Promise<void> {
  return write<void>("POST", `/invitations/${encodeURIComponent(code)}/decline`);
}
