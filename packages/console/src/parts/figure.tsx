import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  /** What it means. */
  readonly children: ReactNode;
}

/** A number that is read from afar. */
export function Figure({ label, value, children }: FigureProps) {
  return (
    <Paper className="sy-panel" p="sm">
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="div" fz={22} fw={600} className="sy-figure">
        {value}
      </Text>
      {children}
    </Paper>
  );
}
