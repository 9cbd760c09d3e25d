import { EVENT_TYPES, type EventStream, type EventType, type Project } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { Checkbox, Field, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { asApiError } from "../../../lib/api-error.js";
import { createStream } from "../api/streams.js";
import { streamTexts as texts } from "../texts.js";

interface CreateStreamFormProps {
  project: Project;
  onCreated: (stream: EventStream) => void;
  onCancel: () => void;
}

/** Address, types and description of a new event stream. */
export function CreateStreamForm({ project, onCreated, onCancel }: CreateStreamFormProps) {
  const queryClient = useQueryClient();
  const idempotencyKey = useRef(crypto.randomUUID());
  const [address, setAddress] = useState("");
  const [description, setDescription] = useState("");
  const [types, setTypes] = useState<readonly EventType[]>([]);
  const [submitted, setSubmitted] = useState(false);
  const creating = useMutation({
    mutationFn: () =>
      createStream(
        project.id,
        { type: "https", https_endpoint: address.trim(), description, types: [...types] },
        idempotencyKey.current,
      ),
    onSuccess: async (stream) => {
      onCreated(stream);
      creating.reset();
      await queryClient.invalidateQueries({ queryKey: [project.id, "streams"] });
    },
    onError: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
    gcTime: 0,
  });
  const missing = submitted && address.trim() === "" ? texts.addressMissing : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (address.trim() !== "" && !creating.isPending) creating.mutate();
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-6">
      {creating.error === null ? null : <FormError error={asApiError(creating.error)} />}
      <Card>
        <div className="flex flex-col gap-5">
          <Field label={texts.address} hint={texts.addressHint} error={missing}>
            {(wiring) => (
              <Input
                {...wiring}
                inputMode="url"
                autoComplete="off"
                placeholder="https://"
                value={address}
                onChange={(event) => setAddress(event.target.value)}
              />
            )}
          </Field>
          <Field label={texts.description} optional>
            {(wiring) => (
              <Input
                {...wiring}
                autoComplete="off"
                maxLength={200}
                value={description}
                onChange={(event) => setDescription(event.target.value)}
              />
            )}
          </Field>
          <fieldset>
            <legend className="font-medium">{texts.types}</legend>
            <p className="text-table text-muted-foreground mb-3">{texts.typesHint}</p>
            <div className="grid gap-3 sm:grid-cols-2">
              {EVENT_TYPES.map((entry) => (
                <Checkbox
                  key={entry.type}
                  label={<code className="text-table">{entry.type}</code>}
                  hint={entry.description}
                  checked={types.includes(entry.type)}
                  onChange={(event) =>
                    setTypes(
                      event.target.checked
                        ? [...types, entry.type]
                        : types.filter((type) => type !== entry.type),
                    )
                  }
                />
              ))}
            </div>
          </fieldset>
        </div>
      </Card>
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" type="submit" pending={creating.isPending}>
          {texts.create}
        </Button>
        <Button onClick={onCancel}>{texts.cancel}</Button>
      </div>
    </form>
  );
}
