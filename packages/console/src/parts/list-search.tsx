import { Group, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

const TYPING_PAUSE_MS = 250;

interface ListSearchProps {
  /** What is searched, as in "Search providers". */
  readonly what: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Narrows the list in other ways. */
  readonly children?: ReactNode;
}

export function ListSearch({ what, value, onChange, children }: ListSearchProps) {
  const [typed, setTyped] = useState(value);
  const search = useDebouncedCallback(onChange, TYPING_PAUSE_MS);
  return (
    <Group mb="sm" gap="sm">
      <TextInput
        type="search"
        aria-label={`Search ${what}`}
        placeholder={`Search ${what}`}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          search(currentTarget.value);
        }}
        w={{ base: '100%', xs: 320 }}
      />
      {children}
    </Group>
  );
}
