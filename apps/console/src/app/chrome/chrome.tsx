import type { Project } from "@grantry/contracts";
import { PanelLeftClose, PanelLeftOpen, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { useState, type ReactNode } from "react";
import { IconButton } from "../../components/ui/button.js";
import { cn } from "../../components/ui/cn.js";
import { Wordmark } from "../../components/ui/wordmark.js";
import { readPreference, storePreference } from "../../lib/stored.js";
import { useCtrlKey } from "../../lib/use-ctrl-key.js";
import { appTexts as texts } from "../texts.js";
import { Header } from "./header.js";
import { OfflineBar } from "./offline-bar.js";
import { Sidebar, type NavigationEntry } from "./sidebar.js";

interface ChromeProps {
  label: string;
  entries: readonly NavigationEntry[];
  project?: Project | undefined;
  children: ReactNode;
}

function useFoldedSidebar(): [boolean, () => void] {
  const [folded, setFolded] = useState(() => readPreference("sidebar") === "folded");
  const toggle = () => {
    storePreference("sidebar", folded ? "open" : "folded");
    setFolded(!folded);
  };
  useCtrlKey("b", toggle);
  return [folded, toggle];
}

/** Header, navigation and content of every page below a session. */
export function Chrome({ label, entries, project, children }: ChromeProps) {
  const [folded, toggleFolded] = useFoldedSidebar();
  const [sheetOpen, setSheetOpen] = useState(false);
  const FoldIcon = folded ? PanelLeftOpen : PanelLeftClose;
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <Header project={project} onOpenNavigation={() => setSheetOpen(true)} />
      <OfflineBar />
      <div className="flex flex-1">
        <aside
          className={cn(
            "bg-sidebar border-border sticky top-[51px] hidden h-[calc(100dvh-51px)] shrink-0 flex-col justify-between overflow-y-auto border-r lg:flex",
            folded ? "w-12" : "w-58",
          )}
        >
          <Sidebar label={label} entries={entries} folded={folded} />
          <div className="p-2">
            <IconButton
              label={folded ? texts.unfoldSidebar : texts.foldSidebar}
              icon={<FoldIcon aria-hidden className="size-4" />}
              onClick={toggleFolded}
            />
          </div>
        </aside>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 py-6 sm:px-6">
          {children}
        </main>
      </div>
      <NavigationSheet
        label={label}
        entries={entries}
        open={sheetOpen}
        onClose={() => setSheetOpen(false)}
      />
    </div>
  );
}

/** The first focusable element of every page. */
export function SkipLink() {
  return (
    <a
      href="#content"
      className="bg-primary text-primary-foreground rounded-control sr-only z-50 px-3 py-2 font-medium focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById("content")?.focus();
      }}
    >
      {texts.skip}
    </a>
  );
}

interface NavigationSheetProps {
  label: string;
  entries: readonly NavigationEntry[];
  open: boolean;
  onClose: () => void;
}

function NavigationSheet({ label, entries, open, onClose }: NavigationSheetProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <div className="bg-overlay animate-overlay fixed inset-0 z-40">
          <Dialog.Content
            aria-describedby={undefined}
            className="bg-sidebar border-border animate-sheet h-full w-72 max-w-[85vw] overflow-y-auto border-r outline-none"
          >
            <div className="flex items-center justify-between p-3">
              <Wordmark />
              <Dialog.Title className="sr-only">{label}</Dialog.Title>
              <Dialog.Close asChild>
                <IconButton label={texts.closeMenu} icon={<X aria-hidden className="size-4" />} />
              </Dialog.Close>
            </div>
            <Sidebar label={label} entries={entries} onNavigate={onClose} />
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
