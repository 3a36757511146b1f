import { TagsInput } from '@mantine/core';
import { labelError } from './labels';

interface LabelsInputProps {
  readonly value: string[];
  readonly onChange: (texts: string[]) => void;
  /** Messages by the path of their input. */
  readonly errors: Readonly<Record<string, string>>;
  readonly disabled?: boolean;
}

/** Labels as chips. */
export function LabelsInput({ value, onChange, errors, disabled = false }: LabelsInputProps) {
  return (
    <TagsInput
      label="Labels"
      description="Such as team=chat, then Enter. Selectors of manifests choose by them."
      value={value}
      onChange={onChange}
      splitChars={[',', ' ']}
      error={labelError(errors)}
      disabled={disabled}
    />
  );
}
