import { Check } from "lucide-react";
import { Button } from "../../../components/ui/button.js";
import { ChipFinding, ChipsInput } from "../../../components/ui/chips-input.js";
import { Field } from "../../../components/ui/field.js";
import { TriangleAlert } from "lucide-react";
import type { Environment } from "@grantry/contracts";
import type { ClientType } from "../client-type.js";
import { lintRedirectUri, type Finding } from "../redirect-uri-lint.js";
import { clientTexts as texts } from "../texts.js";

interface RedirectUrisFieldProps {
  values: readonly string[];
  onChange: (values: string[]) => void;
  type: ClientType;
  environment: Environment;
  hasSecret: boolean;
  /** Addresses whose warning was answered with "Keep it anyway". */
  kept: ReadonlySet<string>;
  onKeep: (value: string) => void;
  error?: string | undefined;
  readOnly?: boolean;
}

/** Findings of every redirect URI of a list. */
export function lintAll(
  values: readonly string[],
  context: { type: ClientType; environment: Environment; hasSecret: boolean },
): (Finding | undefined)[] {
  return values.map((value, index) => lintRedirectUri(value, { ...context, all: values, index }));
}

/** The list of redirect URIs; what is doubtful about one stands under it. */
export function RedirectUrisField({
  values,
  onChange,
  type,
  environment,
  hasSecret,
  kept,
  onKeep,
  error,
  readOnly = false,
}: RedirectUrisFieldProps) {
  const findings = lintAll(values, { type, environment, hasSecret });
  const isOpen = (index: number) => {
    const finding = findings[index];
    return finding?.level === "w" && !kept.has(values[index] ?? "");
  };
  return (
    <Field label={texts.redirectUris} hint={texts.redirectHint} error={error}>
      {(wiring) => (
        <ChipsInput
          wiring={wiring}
          values={values}
          onChange={onChange}
          what={texts.redirectUri}
          inputMode="url"
          placeholder={
            type === "native" ? "http://127.0.0.1/callback" : "https://app.example.com/callback"
          }
          readOnly={readOnly}
          toneOf={(_, index) =>
            findings[index]?.level === "e" ? "failure" : isOpen(index) ? "attention" : undefined
          }
          under={(value, index) => {
            const finding = findings[index];
            if (finding === undefined) return null;
            if (finding.level !== "w") {
              return (
                <ChipFinding
                  kind={finding.level === "e" ? "failure" : "info"}
                  text={finding.text}
                />
              );
            }
            return (
              <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
                <p className="text-table text-warning flex gap-1.5">
                  <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
                  <span>
                    <span className="sr-only">Warning: </span>
                    {finding.text}
                  </span>
                </p>
                {kept.has(value) ? (
                  <span className="text-table text-muted-foreground inline-flex items-center gap-1">
                    <Check aria-hidden className="size-3.5" />
                    {texts.kept}
                  </span>
                ) : readOnly ? null : (
                  <Button size="dense" onClick={() => onKeep(value)}>
                    {texts.keepAnyway}
                  </Button>
                )}
              </div>
            );
          }}
        />
      )}
    </Field>
  );
}
