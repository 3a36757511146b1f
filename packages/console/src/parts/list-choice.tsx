import { Select } from '@mantine/core';

/** What a list can be narrowed to: by the name in its address, the words for it and the filter that it stands for. */
export type Choices<Filter> = Readonly<Record<string, readonly [words: string, filter: Filter]>>;

interface ListChoiceProps {
  /** What is listed, as in "Which AI APIs". */
  readonly what: string;
  readonly choices: Choices<unknown>;
  /** Undefined for all of them. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** Narrows a list to a kind of what it lists. */
export function ListChoice({ what, choices, value, onChange }: ListChoiceProps) {
  return (
    <Select
      aria-label={`Which ${what}`}
      data={[
        { value: '', label: `All ${what}` },
        ...Object.entries(choices).map(([name, [words]]) => ({ value: name, label: words })),
      ]}
      value={value !== undefined && Object.hasOwn(choices, value) ? value : ''}
      onChange={(next) => onChange(next === null || next === '' ? undefined : next)}
      allowDeselect={false}
      w={{ base: '100%', xs: 220 }}
    />
  );
}

/** @param value what the address says. @returns the filter that it stands for; an empty one if it is unknown */
export function chosenFilter<Filter extends object>(choices: Choices<Filter>, value: string | undefined): Filter {
  const [, filter] = (value !== undefined && Object.hasOwn(choices, value) ? choices[value] : undefined) ?? [];
  return filter ?? ({} as Filter);
}
