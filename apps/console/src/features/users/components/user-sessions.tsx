import type { Project, ProjectIdentity } from "@grantry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { EmptyState } from "../../../components/ui/empty-state.js";
import { ErrorState } from "../../../components/ui/error-state.js";
import { Skeleton } from "../../../components/ui/skeleton.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useMay } from "../../../lib/session.js";
import { endSessions, userSessionsQuery } from "../api/users.js";
import { userTexts as texts } from "../texts.js";

interface UserSessionsProps {
  project: Project;
  user: ProjectIdentity;
}

/** Where a user is signed in, and the end of it. */
export function UserSessions({ project, user }: UserSessionsProps) {
  const may = useMay();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const query = userSessionsQuery(project.id, user.id);
  const sessions = useQuery(query);
  const live = sessions.data?.length ?? 0;
  const { email } = user.traits;
  const ending = useMutation({
    mutationFn: () => endSessions(project.id, user.id),
    onSuccess: async () => {
      setAsking(false);
      toast(texts.ended(live));
      await queryClient.invalidateQueries({ queryKey: query.queryKey });
    },
  });
  const { sessionColumns: columns } = texts;
  return (
    <Card
      title={texts.sessions}
      description={texts.sessionsText}
      flush
      actions={
        live > 0 && may("users:write") ? (
          <Button onClick={() => setAsking(true)}>{texts.endSessions}</Button>
        ) : null
      }
    >
      {sessions.isPending ? <Skeleton what={texts.sessions.toLowerCase()} rows={2} /> : null}
      {sessions.isError ? (
        <ErrorState error={sessions.error} noun="user" onRetry={() => void sessions.refetch()} />
      ) : null}
      {sessions.isSuccess && live === 0 ? <EmptyState sentence={texts.noSessions} /> : null}
      {sessions.isSuccess && live > 0 ? (
        <div className="mt-3">
          <DataTable
            caption={texts.sessionsCaption(email)}
            rows={sessions.data}
            keyOf={({ id }) => id}
            columns={[
              {
                header: columns.device,
                className: "sm:max-w-96",
                cell: ({ devices }) => (
                  <span className="break-words">
                    {devices[0]?.user_agent ?? texts.unknownDevice}
                  </span>
                ),
              },
              {
                header: columns.address,
                cell: ({ devices: [device] }) =>
                  device?.ip_address === undefined ? null : <code>{device.ip_address}</code>,
              },
              {
                header: columns.by,
                cell: ({ authentication_methods: methods }) =>
                  methods.map(({ method }) => texts.credentialKinds[method] ?? method).join(", "),
              },
              {
                header: columns.since,
                cell: ({ authenticated_at: moment }) => <Time moment={moment} />,
              },
              { header: columns.until, cell: ({ expires_at: moment }) => <Time moment={moment} /> },
            ]}
          />
        </div>
      ) : null}
      {asking ? (
        <ConfirmDialog
          title={texts.endTitle(email)}
          effect={texts.endText(live)}
          action={texts.endSessions}
          pending={ending.isPending}
          error={ending.error === null ? null : asApiError(ending.error)}
          onConfirm={() => ending.mutate()}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
}
