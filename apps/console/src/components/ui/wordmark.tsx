/** The mark and the name of the product. */
export function Wordmark({ name = true }: { name?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2">
      <svg viewBox="0 0 32 32" className="size-6 shrink-0" aria-hidden focusable="false">
        <rect width="32" height="32" rx="8" className="fill-primary" />
        <path
          d="M22.2 12.1A7.5 7.5 0 1 0 23.5 17H16.5"
          fill="none"
          strokeWidth="3.2"
          strokeLinecap="round"
          strokeLinejoin="round"
          className="stroke-primary-foreground"
        />
      </svg>
      {name ? <span className="text-section font-semibold tracking-tight">Grantry</span> : null}
    </span>
  );
}
