import { createProjectBodySchema, type Environment, type Project } from "@grantry/contracts";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { Button } from "../../../components/ui/button.js";
import { Field, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { addresses } from "../../../lib/addresses.js";
import { apiCurl } from "../../../lib/api-snippet.js";
import { shellCommand, shellWord } from "../../../lib/shell.js";
import { ShowAsCurl, useShowAsCurl } from "../../../components/ui/show-as-curl.js";
import type { Snippet } from "../../../components/ui/snippet-tabs.js";
import { asApiError } from "../../../lib/api-error.js";
import { createProject } from "../api/projects.js";
import { projectTexts as texts } from "../texts.js";
import { EnvironmentCards } from "./environment-cards.js";

const nameOnly = createProjectBodySchema.pick({ name: true });

interface CreateProjectFormProps {
  workspaceId: string;
  onCreated: (project: Project) => void;
  /** Called before anything is sent. */
  onBegin?: () => void;
  /** The first run asks for a name only. */
  shape?: "full" | "first-run";
}

/** After two seconds the button says that it is still working. */
function useSlow(pending: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!pending) return undefined;
    const timer = window.setTimeout(() => setSlow(true), 2000);
    return () => {
      window.clearTimeout(timer);
      setSlow(false);
    };
  }, [pending]);
  return slow;
}

function createProjectSnippets(name: string, environment: Environment): Snippet[] {
  return [
    { label: "curl", code: apiCurl("POST", "/projects", { name, environment }) },
    {
      label: "CLI",
      code: shellCommand(
        "grantry create project",
        `--name ${shellWord(name)}`,
        `--environment ${environment}`,
      ),
    },
  ];
}

/** Asks for what a project needs and creates it once, however often the button is pressed. */
export function CreateProjectForm({
  workspaceId,
  onCreated,
  onBegin,
  shape = "full",
}: CreateProjectFormProps) {
  const queryClient = useQueryClient();
  const idempotencyKey = useRef(crypto.randomUUID());
  const [environment, setEnvironment] = useState<Environment>("dev");
  const form = useForm({
    resolver: zodResolver(nameOnly),
    mode: "onTouched",
    defaultValues: { name: shape === "first-run" ? texts.firstName : "" },
  });
  const creation = useMutation({
    mutationFn: (name: string) =>
      createProject({ name, environment, workspace_id: workspaceId }, idempotencyKey.current),
    onSuccess: async (project) => {
      queryClient.setQueryData(["project", project.slug], project);
      await queryClient.invalidateQueries({ queryKey: [`workspace:${workspaceId}`, "projects"] });
      onCreated(project);
    },
    onError: () => {
      idempotencyKey.current = crypto.randomUUID();
    },
  });
  const curl = useShowAsCurl();
  const name = useWatch({ control: form.control, name: "name" });
  const pending = creation.isPending || creation.isSuccess;
  const slow = useSlow(creation.isPending);
  const submit = form.handleSubmit(({ name }) => {
    if (pending) return;
    onBegin?.();
    creation.mutate(name);
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-6">
      {creation.error === null ? null : <FormError error={asApiError(creation.error)} />}
      <Field
        label={shape === "first-run" ? texts.projectName : texts.name}
        hint={texts.nameHint}
        error={form.formState.errors.name?.message}
      >
        {(wiring) => <Input {...wiring} {...form.register("name")} autoComplete="off" />}
      </Field>
      {shape === "full" ? (
        <>
          <EnvironmentCards value={environment} onChange={setEnvironment} />
          <div className="rounded-control bg-muted px-4 py-3">
            <p className="text-table">
              {texts.issuerPreview}:{" "}
              <code translate="no" className="break-all">
                {addresses.issuer("{slug}")}
              </code>
            </p>
            <p className="text-table text-muted-foreground mt-0.5">{texts.slugNote}</p>
          </div>
        </>
      ) : null}
      {curl.shown ? <ShowAsCurl snippets={createProjectSnippets(name, environment)} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" type="submit" pending={pending && !slow} inactive={slow}>
          {slow ? texts.stillPreparing : texts.create}
        </Button>
        {shape === "full" ? curl.toggle : null}
      </div>
    </form>
  );
}
