import type { Project } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { Field, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { createUser, type NewUser } from "../api/users.js";
import { userTexts as texts } from "../texts.js";

const ADDRESS = /^[^\s@]+@[^\s@]+$/;
const SHORTEST_PASSWORD = 8;

/** Opens the form of a new user. */
export function CreateUserButton({ project }: { project: Project }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>
        {texts.create}
      </Button>
      {open ? <CreateUserDialog project={project} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function problemsOf({ email, password }: NewUser): { email?: string; password?: string } {
  const isShort = password !== "" && password.length < SHORTEST_PASSWORD;
  return {
    ...(ADDRESS.test(email.trim()) ? {} : { email: texts.emailProblem }),
    ...(isShort ? { password: texts.passwordShort } : {}),
  };
}

function CreateUserDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const form = useId();
  const queryClient = useQueryClient();
  const idempotencyKey = useRef(crypto.randomUUID());
  const field = useRef<HTMLInputElement>(null);
  const [user, setUser] = useState<NewUser>({ email: "", name: "", password: "" });
  const [submitted, setSubmitted] = useState(false);
  const problems = submitted ? problemsOf(user) : {};
  const creating = useMutation({
    mutationFn: () =>
      createUser(
        project.id,
        { ...user, email: user.email.trim(), name: user.name.trim() },
        idempotencyKey.current,
      ),
    onSuccess: async ({ traits }) => {
      onClose();
      toast(texts.created(traits.email));
      await queryClient.invalidateQueries({ queryKey: [project.id, "users"] });
    },
    onError: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
    gcTime: 0,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (Object.keys(problemsOf(user)).length === 0 && !creating.isPending) creating.mutate();
    else field.current?.focus();
  };
  return (
    <Dialog
      title={texts.create}
      description={texts.createText}
      onClose={onClose}
      focusOn={() => field.current}
      footer={
        <>
          <Button onClick={onClose}>{uiTexts.cancel}</Button>
          <Button kind="primary" type="submit" form={form} pending={creating.isPending}>
            {texts.create}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {creating.error === null ? null : (
          <FormError error={asApiError(creating.error)} noun="project" />
        )}
        <Field label={texts.email} error={problems.email}>
          {(wiring) => (
            <Input
              {...wiring}
              ref={field}
              type="email"
              autoComplete="off"
              value={user.email}
              onChange={(event) => setUser({ ...user, email: event.target.value })}
            />
          )}
        </Field>
        <Field label={texts.name} optional>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              maxLength={200}
              value={user.name}
              onChange={(event) => setUser({ ...user, name: event.target.value })}
            />
          )}
        </Field>
        <Field label={texts.password} hint={texts.passwordHint} error={problems.password} optional>
          {(wiring) => (
            <Input
              {...wiring}
              type="password"
              autoComplete="new-password"
              maxLength={256}
              value={user.password}
              onChange={(event) => setUser({ ...user, password: event.target.value })}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
