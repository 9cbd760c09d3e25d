import type { Project } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Field, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { addDomain, domainsQuery } from "../api/domains.js";
import { domainTexts as texts } from "../texts.js";

/** Claims another host name. */
export function AddDomain({ project }: { project: Project }) {
  const queryClient = useQueryClient();
  const idempotencyKey = useRef(crypto.randomUUID());
  const [hostname, setHostname] = useState("");
  const [submitted, setSubmitted] = useState(false);
  const adding = useMutation({
    mutationFn: () => addDomain(project.id, hostname.trim(), idempotencyKey.current),
    onSuccess: async (domain) => {
      setHostname("");
      setSubmitted(false);
      toast(texts.added(domain.hostname));
      await queryClient.invalidateQueries({ queryKey: domainsQuery(project.id).queryKey });
    },
    onSettled: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
  });
  const missing = submitted && hostname.trim() === "" ? texts.hostnameMissing : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (hostname.trim() !== "" && !adding.isPending) adding.mutate();
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      {adding.error === null ? null : <FormError error={asApiError(adding.error)} noun="project" />}
      <Field label={texts.hostname} hint={texts.hostnameHint} error={missing}>
        {(wiring) => (
          <Input
            {...wiring}
            inputMode="url"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="w-full max-w-96 font-mono"
            value={hostname}
            onChange={(event) => setHostname(event.target.value)}
          />
        )}
      </Field>
      <div>
        <Button type="submit" pending={adding.isPending}>
          {texts.add}
        </Button>
      </div>
    </form>
  );
}
