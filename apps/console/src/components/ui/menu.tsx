import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

const item =
  "rounded-badge data-[highlighted]:bg-muted flex min-h-8 cursor-pointer items-center gap-2.5 px-2 py-1 outline-none select-none pointer-coarse:min-h-10";

interface MenuProps {
  trigger: ReactNode;
  align?: "start" | "end";
  children: ReactNode;
}

/** A menu under its button, inside its landmark. Not modal: the page behind keeps scrolling. */
export function Menu({ trigger, align = "end", children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        align={align}
        sideOffset={6}
        collisionPadding={8}
        className="rounded-card border-border bg-card shadow-popover animate-popover z-40 min-w-56 border p-1"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  onSelect?: () => void;
  destructive?: boolean;
  children: ReactNode;
}

/** One action of a menu. */
export function MenuItem({ icon, onSelect, destructive = false, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      className={`${item} ${destructive ? "text-destructive" : ""}`}
      onSelect={() => onSelect?.()}
    >
      {icon}
      {children}
    </DropdownMenu.Item>
  );
}

/** A link of a menu: the child is the anchor. */
export function MenuLink({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Item asChild className={item}>
      {children}
    </DropdownMenu.Item>
  );
}

interface MenuChoiceProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  choices: readonly { value: Value; label: string; icon: ReactNode }[];
}

/** Choices of which one holds. */
export function MenuChoice<Value extends string>({
  label,
  value,
  onChange,
  choices,
}: MenuChoiceProps<Value>) {
  return (
    <DropdownMenu.RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = choices.find((choice) => choice.value === next);
        if (chosen) onChange(chosen.value);
      }}
    >
      <DropdownMenu.Label className="text-badge text-muted-foreground px-2 pt-1.5 pb-1 font-medium">
        {label}
      </DropdownMenu.Label>
      {choices.map((choice) => (
        <DropdownMenu.RadioItem
          key={choice.value}
          value={choice.value}
          className={`${item} data-[state=checked]:font-medium data-[state=checked]:text-primary`}
          onSelect={(event) => event.preventDefault()}
        >
          {choice.icon}
          {choice.label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

/** A line between groups. */
export function MenuSeparator() {
  return <DropdownMenu.Separator className="bg-border -mx-1 my-1 h-px" />;
}

/** Words on top of a menu that cannot be chosen. */
export function MenuHeading({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 py-1.5">{children}</DropdownMenu.Label>;
}
