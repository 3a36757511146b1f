interface PlainChipProps {
  readonly label: string;
  /** Undefined where it cannot be removed. */
  readonly onRemove: (() => void) | undefined;
}

/**
 * A chosen name in a field, with much less in it than Mantine's own, of which two hundred would hold the page up. By keyboard,
 * Backspace removes the last one.
 */
export function PlainChip({ label, onRemove }: PlainChipProps) {
  return (
    <span className="sy-tag sy-chip">
      {label}
      {onRemove === undefined ? null : (
        <button type="button" tabIndex={-1} aria-hidden="true" title={`Remove ${label}`} onClick={onRemove}>
          ✕
        </button>
      )}
    </span>
  );
}
