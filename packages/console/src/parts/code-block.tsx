import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';

interface CodeBlockProps {
  readonly title: string;
  readonly code: string;
}

/** A text to copy. */
export function CodeBlock({ title, code }: CodeBlockProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
  };
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text fw={600} size="sm">
          {title}
        </Text>
        {globalThis.isSecureContext ? (
          <Button size="compact-xs" variant="default" onClick={() => void copy()}>
            {isCopied ? 'Copied' : 'Copy'}
            <span className="sy-visually-hidden"> {title}</span>
          </Button>
        ) : null}
      </Group>
      <pre className="sy-code">{code}</pre>
    </div>
  );
}
