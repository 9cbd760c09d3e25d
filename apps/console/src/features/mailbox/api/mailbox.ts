import type { Mail, Mailbox } from "@grantry/contracts";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { callApi, read } from "../../../lib/api.js";
import { useMay, useSession } from "../../../lib/session.js";

const REFRESH_MILLISECONDS = 1_000;

/** The mail that stays here, newest first; new mail appears within a second while it is watched. */
export function mailboxQuery(workspaceId: string, search: string | undefined) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "mailbox", search ?? ""],
    queryFn: ({ signal }) =>
      read<Mailbox>("/mailbox", { signal, query: { workspace_id: workspaceId, search } }),
  });
}

/** How often a watched mailbox is read again. */
export const watched = { refetchInterval: REFRESH_MILLISECONDS };

/** One mail with its text; reading it marks it as read. */
export function mailQuery(workspaceId: string, mailId: string) {
  return queryOptions({
    queryKey: [`workspace:${workspaceId}`, "mail", mailId],
    queryFn: ({ signal }) =>
      read<Mail>(`/mailbox/${encodeURIComponent(mailId)}`, {
        signal,
        query: { workspace_id: workspaceId },
      }),
  });
}

/** Empties the mailbox. */
export async function clearMailbox(workspaceId: string): Promise<void> {
  await callApi("DELETE", "/mailbox", {
    query: { workspace_id: workspaceId },
    idempotencyKey: crypto.randomUUID(),
  });
}

/** Whether there is local mail that the member may read. */
export function useMailIsLocal(): boolean {
  const { workspace } = useSession();
  const may = useMay();
  const mailbox = useQuery({
    ...mailboxQuery(workspace.id, undefined),
    enabled: may("mail:read"),
    staleTime: 30_000,
  });
  return mailbox.data !== undefined;
}
