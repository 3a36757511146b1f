/** How many colours there are; later targets begin again, and each row names its own. */
const COLOURS = 6;

export function shareColour(index: number): string {
  return `var(--sy-share-${index % COLOURS})`;
}

export interface Share {
  readonly key: string;
  readonly label: string;
  /** From 0 to 1. */
  readonly share: number;
}

export function percent(share: number): string {
  const value = share * 100;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} %`;
}

/** How traffic is divided, as one bar. The rows beside it say the same in words. */
export function ShareBar({ shares }: { readonly shares: readonly Share[] }) {
  const text = shares.map(({ label, share }) => `${label} ${percent(share)}`).join(', ');
  return (
    <div className="sy-shares" role="img" aria-label={text === '' ? 'No shares' : `Shares: ${text}`}>
      {shares.map(({ key, share }, index) => (
        <span key={key} style={{ width: `${share * 100}%`, background: shareColour(index) }} />
      ))}
    </div>
  );
}
