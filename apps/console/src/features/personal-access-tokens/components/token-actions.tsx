import type { PersonalAccessToken } from "@grantry/contracts";
import { useState } from "react";
import { Button } from "../../../components/ui/button.js";
import { useMay, useSession } from "../../../lib/session.js";
import { stateOf } from "../token-state.js";
import { tokenTexts as texts } from "../texts.js";
import { DecideDialog } from "./decide-dialog.js";
import { RevokeDialog } from "./revoke-dialog.js";
import { RollDialog } from "./roll-dialog.js";

type Action = "approve" | "reject" | "roll" | "revoke";

/** What the member may do with a token in the state that it is in. */
export function TokenActions({ token }: { token: PersonalAccessToken }) {
  const { workspace, member } = useSession();
  const may = useMay();
  const [action, setAction] = useState<Action>();
  const state = stateOf(token);
  const works = state === "active" || state === "expiring";
  const isMine = token.owner.id === member.id;
  const isJudge = member.role === "owner" && may("pats:write") && state === "pending";
  const close = () => setAction(undefined);
  const wiring = { token, workspaceId: workspace.id, onClose: close };
  return (
    <>
      {isJudge ? (
        <>
          <Button onClick={() => setAction("reject")}>{texts.rejectShort}</Button>
          <Button kind="primary" onClick={() => setAction("approve")}>
            {texts.approveShort}
          </Button>
        </>
      ) : null}
      {works && isMine ? <Button onClick={() => setAction("roll")}>{texts.roll}</Button> : null}
      {(works || state === "pending") && (isMine || may("pats:write")) ? (
        <Button kind="destructive" onClick={() => setAction("revoke")}>
          {texts.revoke}
        </Button>
      ) : null}
      {action === "approve" || action === "reject" ? (
        <DecideDialog {...wiring} decision={action} />
      ) : null}
      {action === "roll" ? <RollDialog {...wiring} /> : null}
      {action === "revoke" ? <RevokeDialog {...wiring} /> : null}
    </>
  );
}
