import type { Project } from "@grantry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Card } from "../../../components/ui/card.js";
import { Dialog } from "../../../components/ui/dialog.js";
import { FormError } from "../../../components/ui/form-error.js";
import { Note } from "../../../components/ui/note.js";
import { SaveBar } from "../../../components/ui/save-bar.js";
import { saveTexts, uiTexts } from "../../../components/ui/texts.js";
import { toast } from "../../../components/ui/toast.js";
import { asApiError, type ApiError } from "../../../lib/api-error.js";
import { useMay } from "../../../lib/session.js";
import { useCtrlKey } from "../../../lib/use-ctrl-key.js";
import { projectQuery } from "../../projects/api/projects.js";
import { saveChange } from "../api/configuration.js";
import { conflictOf, type Conflict } from "../conflict.js";
import {
  changedSettings,
  changesOf,
  patchOf,
  problemOf,
  savedValue,
  shownValue,
  type Edits,
} from "../edits.js";
import { fieldProblems } from "../field-problems.js";
import { pointerOf, type JsonValue, type Setting, type SettingGroup } from "../setting.js";
import { configurationTexts as texts } from "../texts.js";
import { ConflictDialog } from "./conflict-dialog.js";
import { ReviewConfiguration } from "./review-configuration.js";
import { SettingField } from "./setting-field.js";

interface ConfigurationFormProps {
  project: Project;
  group: SettingGroup;
}

interface Saving {
  project: Project;
  edits: Edits;
  note: string;
}

/** The settings of one group: edited, reviewed by a dry run, and saved as a revision. */
export function ConfigurationForm({ project, group }: ConfigurationFormProps) {
  const may = useMay();
  const queryClient = useQueryClient();
  const { settings } = group;
  const [edits, setEdits] = useState<Edits>({});
  const [round, setRound] = useState(0);
  const [refusal, setRefusal] = useState<ApiError>();
  const [conflict, setConflict] = useState<Conflict>();
  const key = projectQuery(project.slug).queryKey;
  const restart = () => {
    setEdits({});
    setRefusal(undefined);
    setConflict(undefined);
    setRound((before) => before + 1);
  };
  const refused = async (thrown: unknown) => {
    const error = asApiError(thrown);
    const found = conflictOf(error);
    if (found === undefined) {
      setRefusal(error);
      return;
    }
    await queryClient.invalidateQueries({ queryKey: key });
    setConflict(found);
  };
  const saving = useMutation({
    mutationFn: ({ project: base, edits: kept, note }: Saving) =>
      saveChange({ project: base, patch: patchOf(base, settings, kept), note }),
    onSuccess: async ({ project: next, revision }) => {
      queryClient.setQueryData(key, next);
      restart();
      toast(texts.saved(revision.number));
      await queryClient.invalidateQueries({ queryKey: [project.id, "revisions"] });
    },
    onError: refused,
  });
  const writable = may("config:write");
  const mine = changedSettings(project, settings, edits);
  const changes = changesOf(project, settings, edits);
  const fields = refusal === undefined ? {} : fieldProblems(refusal);
  const problems = mine.some(
    (setting) => problemOf(setting, shownValue(project, setting, edits)) !== undefined,
  );
  const set = (setting: Setting, value: JsonValue) => {
    setRefusal(undefined);
    setEdits((before) => ({ ...before, [pointerOf(setting)]: value }));
  };
  const save = (note: string) => {
    if (!problems) saving.mutate({ project, edits, note });
  };
  const isProduction = project.environment === "prod";
  const canSave = changes.length > 0 && !problems && !isProduction && !saving.isPending;
  useCtrlKey("s", () => {
    if (canSave) save("");
  });
  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (canSave) save("");
      }}
      className="flex min-w-0 flex-col gap-6"
    >
      {writable ? null : <Note kind="info">{uiTexts.needPermission("config:write")}</Note>}
      {refusal === undefined || Object.keys(fields).length > 0 ? null : (
        <FormError error={refusal} noun="project" />
      )}
      <fieldset disabled={!writable} className="min-w-0">
        <Card title={group.title} description={group.purpose}>
          <div key={`${group.id}-${round}`} className="flex flex-col gap-5">
            {settings.map((setting) => {
              const pointer = pointerOf(setting);
              const value = shownValue(project, setting, edits);
              const isEdited = mine.includes(setting);
              return (
                <SettingField
                  key={`${pointer}-${edits[pointer] === null ? "default" : "set"}`}
                  setting={setting}
                  value={value}
                  isSet={
                    edits[pointer] !== null &&
                    (savedValue(project, setting) !== undefined || isEdited)
                  }
                  error={fields[pointer] ?? (isEdited ? problemOf(setting, value) : undefined)}
                  readOnly={!writable}
                  onChange={(next) => set(setting, next)}
                  onReset={() => set(setting, null)}
                />
              );
            })}
          </div>
        </Card>
      </fieldset>
      <SaveBar
        name={project.name}
        changes={changes}
        pending={saving.isPending}
        review={isProduction ? "always" : "on request"}
        reviewWith={(onClose) =>
          problems ? (
            <Dialog
              title={saveTexts.reviewTitle(project.name)}
              description={texts.checkFields}
              onClose={onClose}
              footer={<Button onClick={onClose}>{texts.goOn}</Button>}
            />
          ) : (
            <ReviewConfiguration
              project={project}
              patch={patchOf(project, settings, edits)}
              pending={saving.isPending}
              onRefused={(thrown) => {
                onClose();
                void refused(thrown);
              }}
              onSave={(note) => {
                onClose();
                save(note);
              }}
              onClose={onClose}
            />
          )
        }
        onSave={() => save("")}
        onDiscard={restart}
      />
      {conflict === undefined ? null : (
        <ConflictDialog
          conflict={conflict}
          project={project}
          mine={mine}
          edits={edits}
          pending={saving.isPending}
          onMerge={(kept) => {
            setConflict(undefined);
            setEdits(kept);
            if (patchOf(project, settings, kept).length === 0) restart();
            else saving.mutate({ project, edits: kept, note: "" });
          }}
          onDiscard={restart}
          onClose={() => setConflict(undefined)}
        />
      )}
    </form>
  );
}
