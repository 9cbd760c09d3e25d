import { projectNameSchema, type Project } from "@grantry/contracts";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { ConfirmDialog } from "../../../components/ui/confirm-dialog.js";
import { EnvironmentBadge, environments } from "../../../components/ui/environment.js";
import { Field, Input } from "../../../components/ui/field.js";
import { FormError } from "../../../components/ui/form-error.js";
import { Identifier } from "../../../components/ui/identifier.js";
import { ReviewDialog } from "../../../components/ui/review-dialog.js";
import { uiTexts } from "../../../components/ui/texts.js";
import { Time } from "../../../components/ui/time.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError } from "../../../lib/api-error.js";
import { useMay } from "../../../lib/session.js";
import { CustomDomains } from "../../domains/components/custom-domains.js";
import { MoveProject } from "../../data-planes/components/move-project.js";
import { deleteProject, deletionQuery, renameProject } from "../api/projects.js";
import { projectTexts as texts } from "../texts.js";

const formSchema = z.object({ name: projectNameSchema });

/** The name of a project, its fixed addresses, and its end. */
export function ProjectSettings({ project }: { project: Project }) {
  const may = useMay();
  return (
    <div className="flex flex-col gap-6">
      <General project={project} />
      <Card title={texts.identity} description={texts.identityText}>
        <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[9rem_1fr]">
          <dt className="text-muted-foreground">{texts.issuer}</dt>
          <dd>
            <Identifier value={project.issuer} what="issuer" full />
          </dd>
          <dt className="text-muted-foreground">{texts.slug}</dt>
          <dd>
            <Identifier value={project.slug} what="slug" full />
          </dd>
          <dt className="text-muted-foreground">{texts.projectId}</dt>
          <dd>
            <Identifier value={project.id} what="project ID" full />
          </dd>
          <dt className="text-muted-foreground">{texts.environment}</dt>
          <dd>
            <EnvironmentBadge environment={project.environment} />
          </dd>
          <dt className="text-muted-foreground">{texts.region}</dt>
          <dd>
            <code>{project.home_region}</code>
          </dd>
          <dt className="text-muted-foreground">{texts.created_at}</dt>
          <dd>
            <Time moment={project.created_at} />
          </dd>
        </dl>
      </Card>
      {may("config:read") ? <CustomDomains project={project} /> : null}
      <MoveProject project={project} />
      {may("project:delete") ? <Danger project={project} /> : null}
    </div>
  );
}

function General({ project }: { project: Project }) {
  const may = useMay();
  const queryClient = useQueryClient();
  const [reviewed, setReviewed] = useState<string>();
  const form = useForm({
    resolver: zodResolver(formSchema),
    mode: "onTouched",
    values: { name: project.name },
  });
  const renaming = useMutation({
    mutationFn: (name: string) => renameProject(project.id, name),
    onSuccess: async (renamed) => {
      setReviewed(undefined);
      queryClient.setQueryData(["project", project.slug], renamed);
      await queryClient.invalidateQueries({
        queryKey: [`workspace:${project.workspace_id}`, "projects"],
      });
      toast(texts.renamed);
    },
    onError: () => setReviewed(undefined),
  });
  const writable = may("project:write");
  const submit = form.handleSubmit(({ name }) => {
    if (project.environment === "prod") setReviewed(name);
    else renaming.mutate(name);
  });
  return (
    <Card title={texts.general}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
        {renaming.error === null ? null : <FormError error={asApiError(renaming.error)} />}
        <Field label={texts.name} hint={texts.nameHint} error={form.formState.errors.name?.message}>
          {(wiring) => (
            <Input {...wiring} {...form.register("name")} readOnly={!writable} autoComplete="off" />
          )}
        </Field>
        {writable ? (
          <div>
            <Button
              kind="primary"
              type="submit"
              pending={renaming.isPending}
              inactive={!form.formState.isDirty}
            >
              {texts.save}
            </Button>
          </div>
        ) : (
          <p className="text-muted-foreground">{uiTexts.needPermission("project:write")}</p>
        )}
      </form>
      {reviewed === undefined ? null : (
        <ReviewDialog
          name={project.name}
          note={texts.reviewProduction}
          changes={[{ path: "name", before: project.name, after: reviewed }]}
          pending={renaming.isPending}
          onSave={() => renaming.mutate(reviewed)}
          onClose={() => setReviewed(undefined)}
        />
      )}
    </Card>
  );
}

const RESTORABLE_MILLISECONDS = 30 * 86_400_000;

function restorableUntil(): Date {
  return new Date(Date.now() + RESTORABLE_MILLISECONDS);
}

function Danger({ project }: { project: Project }) {
  const [asking, setAsking] = useState(false);
  const counts = useQuery({ ...deletionQuery(project.id), enabled: asking });
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const deletion = useMutation({
    mutationFn: () => deleteProject(project.id),
    onSuccess: async () => {
      toast(texts.deleted(project.name));
      await navigate({ to: "/projects" });
      queryClient.removeQueries({ queryKey: ["project", project.slug] });
      queryClient.removeQueries({ queryKey: [project.id] });
      await queryClient.invalidateQueries({ queryKey: [`workspace:${project.workspace_id}`] });
    },
  });
  return (
    <Card title={texts.danger} className="border-destructive/40">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <p className="text-muted-foreground max-w-lg">{texts.deleteSummary}</p>
        <Button kind="destructive" onClick={() => setAsking(true)}>
          {texts.delete}
        </Button>
      </div>
      {asking ? (
        <ConfirmDialog
          title={texts.deleteTitle(project.name)}
          effect={texts.deleteText(
            `${project.name} (${environments[project.environment].word})`,
            counts.data,
            restorableUntil(),
          )}
          action={texts.delete}
          typed={project.slug}
          pending={deletion.isPending}
          error={deletion.error === null ? null : asApiError(deletion.error)}
          onConfirm={() => deletion.mutate()}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
}
