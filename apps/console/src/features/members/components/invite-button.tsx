import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { reachableProjectsQuery } from "../../../lib/reachable-projects.js";
import { rolesQuery } from "../../../lib/roles.js";
import { useSession } from "../../../lib/session.js";
import { invitationsQuery, membersQuery } from "../api/members.js";
import { memberTexts as texts } from "../texts.js";
import { InviteDialog } from "./invite-dialog.js";

/** Opens the dialog that invites. */
export function InviteButton() {
  const { workspace } = useSession();
  const [open, setOpen] = useState(false);
  const members = useQuery(membersQuery(workspace.id));
  const invitations = useQuery(invitationsQuery(workspace.id));
  const roles = useQuery(rolesQuery(workspace.id));
  const projects = useQuery(reachableProjectsQuery(workspace.id));
  return (
    <>
      <Button kind="primary" inactive={!roles.isSuccess} onClick={() => setOpen(true)}>
        {texts.invite}
      </Button>
      {open && roles.isSuccess ? (
        <InviteDialog
          members={members.data ?? []}
          invitations={invitations.data ?? []}
          roles={roles.data}
          projects={projects.data ?? []}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
