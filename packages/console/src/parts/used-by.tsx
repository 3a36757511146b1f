import { words } from './wording';

interface UsedByProps {
  readonly references: {
    readonly totalCount: number;
    readonly nodes: readonly {
      readonly id: string;
      readonly kind: string;
      readonly name: string;
      readonly role: string;
    }[];
  };
}

/** What depends on an object, so that it cannot be deleted. */
export function UsedBy({ references: { nodes, totalCount } }: UsedByProps) {
  if (totalCount === 0) return <p>Nothing depends on it.</p>;
  const more = totalCount - nodes.length;
  return (
    <>
      <p>These depend on it. Change them first:</p>
      <ul>
        {nodes.map(({ id, kind, name, role }) => (
          <li key={id}>
            {words(kind)} <span className="sy-mono">{name}</span> ({words(role)})
          </li>
        ))}
        {more > 0 ? <li>and {more} more</li> : null}
      </ul>
    </>
  );
}
