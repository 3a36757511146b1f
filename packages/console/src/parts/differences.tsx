interface DifferencesProps {
  readonly differences: readonly Difference[];
  /** Whether the object is new, so that nothing was there before. */
  readonly isCreated?: boolean;
}

interface Difference {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The fields of an object that a change sets, before and after. */
export function Differences({ differences, isCreated = false }: DifferencesProps) {
  return (
    <ul>
      {differences.map(({ path, before, after }) => (
        <li key={path}>
          <span className="sy-mono">{path}</span>: {isCreated ? null : <>{valueText(before, 'sy-diff-before')} → </>}
          {valueText(after, 'sy-diff-after')}
        </li>
      ))}
    </ul>
  );
}

function valueText(value: unknown, className: string) {
  if (value === null || value === undefined) return <span>nothing</span>;
  return <span className={`sy-mono ${className}`}>{typeof value === 'string' ? value : JSON.stringify(value)}</span>;
}
