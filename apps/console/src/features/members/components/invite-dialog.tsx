import type { Invitation, Member, ProjectMetadata, Role } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type FormEvent } from "react";
import { ProjectReach, projectIdsOf, reachOf } from "../../../components/projects/project-reach.js";
import { reachTexts } from "../../../components/projects/texts.js";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { errorText } from "../../../components/ui/error-text.js";
import { Field, Textarea } from "../../../components/ui/field.js";
import { Note } from "../../../components/ui/note.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useSession } from "../../../lib/session.js";
import { invite } from "../api/members.js";
import { splitAddresses } from "../split-addresses.js";
import { memberTexts as texts } from "../texts.js";
import { RoleSelect } from "./role-select.js";

interface InviteDialogProps {
  members: readonly Member[];
  invitations: readonly Invitation[];
  roles: readonly Role[];
  projects: readonly ProjectMetadata[];
  onClose: () => void;
}

interface Outcome {
  sent: number;
  refused: { address: string; reason: string }[];
}

/** Invites many addresses with one role; what was refused stays to be mended. */
export function InviteDialog({
  members,
  invitations,
  roles,
  projects,
  onClose,
}: InviteDialogProps) {
  const form = useId();
  const { member, workspace } = useSession();
  const queryClient = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [role, setRole] = useState("developer");
  const [reach, setReach] = useState(reachOf(null));
  const [submitted, setSubmitted] = useState(false);
  const { addresses, wrong } = splitAddresses(text);
  const problem = problemWith(addresses, wrong, members, invitations);
  const reachProblem =
    reach.reach === "chosen" && reach.projectIds.length === 0 ? reachTexts.missing : undefined;

  const sending = useMutation({
    mutationFn: async (): Promise<Outcome> => {
      const outcome: Outcome = { sent: 0, refused: [] };
      for (const address of addresses) {
        try {
          await invite({
            email: address,
            role,
            project_ids: projectIdsOf(reach),
            workspace_id: workspace.id,
          });
          outcome.sent += 1;
        } catch (thrown) {
          outcome.refused.push({ address, reason: errorText(asApiError(thrown)) });
        }
      }
      return outcome;
    },
    onSuccess: async ({ sent, refused }) => {
      await queryClient.invalidateQueries({
        queryKey: [`workspace:${workspace.id}`, "invitations"],
      });
      if (refused.length > 0) {
        setText(refused.map(({ address }) => address).join("\n"));
        setSubmitted(false);
        return;
      }
      toast(texts.sent(sent));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (problem === undefined && reachProblem === undefined) sending.mutate();
    else if (problem !== undefined) field.current?.focus();
  };
  return (
    <Dialog
      title={texts.invite}
      description={texts.inviteText}
      onClose={onClose}
      focusOn={() => field.current}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button kind="primary" type="submit" form={form} pending={sending.isPending}>
            {texts.send(Math.max(addresses.length, 1))}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {sending.data === undefined || sending.data.refused.length === 0 ? null : (
          <div role="alert">
            <Note kind="attention" title={texts.partlySent(sending.data.sent)}>
              <ul>
                {sending.data.refused.map(({ address, reason }) => (
                  <li key={address} className="break-words">
                    <code>{address}</code> {reason}
                  </li>
                ))}
              </ul>
            </Note>
          </div>
        )}
        <Field
          label={texts.addresses}
          hint={texts.addressesHint}
          error={submitted ? problem : undefined}
        >
          {(wiring) => (
            <Textarea
              {...wiring}
              ref={field}
              rows={3}
              value={text}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <RoleSelect roles={roles} held={member.permissions} value={role} onChange={setRole} />
        <ProjectReach
          {...reach}
          projects={projects}
          error={submitted ? reachProblem : undefined}
          onChange={(next) => setReach({ ...reach, ...next })}
        />
      </form>
    </Dialog>
  );
}

function problemWith(
  addresses: readonly string[],
  wrong: readonly string[],
  members: readonly Member[],
  invitations: readonly Invitation[],
): string | undefined {
  if (wrong[0] !== undefined) return texts.addressWrong(wrong[0]);
  if (addresses.length === 0) return texts.addressesMissing;
  const member = addresses.find((address) => members.some(({ email }) => email === address));
  if (member !== undefined) return texts.alreadyMember(member);
  const invited = addresses.find((address) =>
    invitations.some(({ email, state }) => email === address && state === "pending"),
  );
  return invited === undefined ? undefined : texts.alreadyInvited(invited);
}
