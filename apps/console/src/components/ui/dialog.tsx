import { Dialog as Radix } from "radix-ui";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.js";
import { IconButton } from "./button.js";
import { uiTexts } from "./texts.js";

interface DialogProps {
  title: string;
  description?: ReactNode;
  /** Called for Escape, a click outside and the close button; absent when it cannot be closed. */
  onClose?: () => void;
  children?: ReactNode;
  footer?: ReactNode;
  width?: string;
  /** Where the focus starts; the first focusable element otherwise. */
  focusOn?: () => HTMLElement | null;
}

/** A modal dialog: focus stays inside and returns to where it came from. */
export function Dialog({
  title,
  description,
  onClose,
  children,
  footer,
  width = "max-w-lg",
  focusOn,
}: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => (open ? undefined : onClose?.())}>
      <Radix.Portal>
        <div className="bg-overlay animate-overlay fixed inset-0 z-50 overflow-y-auto overscroll-contain">
          <div className="flex min-h-full items-end justify-center p-0 sm:items-center sm:p-6">
            <Radix.Content
              {...(description === undefined ? { "aria-describedby": undefined } : {})}
              onOpenAutoFocus={(event) => {
                const target = focusOn?.();
                if (!target) return;
                event.preventDefault();
                target.focus();
              }}
              className={cn(
                "rounded-t-dialog sm:rounded-dialog border-border bg-card shadow-popover animate-dialog flex w-full flex-col border outline-none",
                width,
              )}
            >
              <div className="flex items-start justify-between gap-4 px-5 pt-5">
                <div className="min-w-0">
                  <Radix.Title className="text-section font-semibold">{title}</Radix.Title>
                  {description === undefined ? null : (
                    <Radix.Description className="text-muted-foreground mt-1">
                      {description}
                    </Radix.Description>
                  )}
                </div>
                {onClose === undefined ? null : (
                  <Radix.Close asChild>
                    <IconButton
                      label={uiTexts.close}
                      icon={<X aria-hidden className="size-4" />}
                      className="-mt-1 -mr-1"
                    />
                  </Radix.Close>
                )}
              </div>
              {children === undefined ? null : <div className="min-w-0 px-5 pt-4">{children}</div>}
              <div className="flex flex-wrap justify-end gap-2 px-5 py-5">{footer}</div>
            </Radix.Content>
          </div>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
