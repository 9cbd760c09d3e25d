import { useState, type FormEvent } from "react";
import { Button } from "../../../components/ui/button.js";
import { Input, Select } from "../../../components/ui/field.js";
import { ranges } from "../range.js";
import { auditTexts as texts } from "../texts.js";
import type { AuditSearch } from "./audit-list.js";

interface AuditFiltersProps {
  search: AuditSearch;
  following: boolean;
  onSearch: (search: AuditSearch) => void;
  onFollow: (following: boolean) => void;
}

const fields = [
  { name: "actor", label: texts.filterActor, hint: texts.filterActorHint },
  { name: "action", label: texts.filterAction, hint: texts.filterActionHint },
  { name: "target", label: texts.filterTarget, hint: texts.filterTargetHint },
] as const;

/** Actor, action, target and range; the result is a new address. */
export function AuditFilters({ search, following, onSearch, onFollow }: AuditFiltersProps) {
  const [draft, setDraft] = useState<Pick<AuditSearch, "actor" | "action" | "target">>(search);
  const { range } = search;
  const wanted = (name: (typeof fields)[number]["name"]) => draft[name]?.trim() || undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({
      actor: wanted("actor"),
      action: wanted("action"),
      target: wanted("target"),
      range,
    });
  };
  return (
    <search className="px-5 pt-4 pb-2">
      <form onSubmit={submit} className="flex flex-wrap items-center gap-x-3 gap-y-2">
        {fields.map(({ name, label, hint }) => (
          <Input
            key={name}
            type="search"
            aria-label={label}
            placeholder={`${label}: ${hint}`}
            className="w-full sm:w-60"
            value={draft[name] ?? ""}
            onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
          />
        ))}
        <Select
          aria-label={texts.range}
          className="w-auto"
          value={range ?? "24h"}
          onChange={(event) => {
            const chosen = ranges.find((each) => each === event.target.value);
            onSearch({
              ...search,
              cursor: undefined,
              range: chosen === "24h" ? undefined : chosen,
            });
          }}
        >
          {ranges.map((each) => (
            <option key={each} value={each}>
              {texts.ranges[each]}
            </option>
          ))}
        </Select>
        <Button type="submit">{texts.apply}</Button>
        <label className="text-table flex items-center gap-2 whitespace-nowrap">
          <input
            type="checkbox"
            className="accent-primary size-4"
            checked={following}
            onChange={(event) => onFollow(event.target.checked)}
          />
          {texts.follow}
        </label>
      </form>
    </search>
  );
}
