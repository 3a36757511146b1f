import type { OperationVariables } from '@apollo/client';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useQuery } from '@apollo/client/react';
import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useNames } from '../../parts/use-names';
import { capital, words } from '../../parts/wording';
import {
  FilterAiApisDocument,
  FilterConsumersDocument,
  FilterEndpointsDocument,
  FilterModelsDocument,
  FilterProvidersDocument,
} from './documents.generated';
import { type Condition, type ConditionName, CONDITIONS, FAULTS } from './request-condition';
import { useOutcomes } from './use-outcomes';

const TYPING_PAUSE_MS = 200;

interface ConditionFieldsProps {
  readonly condition: Condition | null;
  readonly onChange: (condition: Condition | null) => void;
}

/** Chooses the one condition of a list of requests. */
export function ConditionFields({ condition, onChange }: ConditionFieldsProps) {
  return (
    <>
      <Select
        label="Show"
        data={[
          { value: '', label: 'All requests' },
          ...Object.entries(CONDITIONS).map(([value, label]) => ({ value, label })),
        ]}
        value={condition?.by ?? ''}
        onChange={(by) => onChange(by === null || by === '' ? null : { by: by as ConditionName, value: '' })}
        allowDeselect={false}
        w={{ base: '100%', xs: 230 }}
      />
      {condition === null ? null : (
        <ConditionValue
          key={condition.by}
          condition={condition}
          onChange={(value) => onChange({ ...condition, value })}
        />
      )}
    </>
  );
}

interface ValueProps {
  readonly condition: Condition;
  readonly onChange: (value: string) => void;
}

function ConditionValue({ condition, onChange }: ValueProps) {
  const { by, value } = condition;
  switch (by) {
    case 'failed':
      return null;
    case 'fault':
      return (
        <Select
          label="Who is at fault"
          placeholder="Choose"
          data={Object.entries(FAULTS).map(([fault, label]) => ({ value: fault, label }))}
          value={value === '' ? null : value}
          onChange={(next) => onChange(next ?? '')}
        />
      );
    case 'outcome':
      return <OutcomeSelect value={value} onChange={onChange} />;
    case 'consumerKeyId':
      return <KeyIdInput value={value} onChange={onChange} />;
    default:
      return <ObjectSelect by={by} value={value} onChange={onChange} />;
  }
}

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function OutcomeSelect({ value, onChange }: FieldProps) {
  const outcomes = useOutcomes();
  return (
    <Select
      label="Outcome"
      placeholder="Choose"
      searchable
      data={[...outcomes.keys()].map((outcome) => ({ value: outcome, label: capital(words(outcome)) }))}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}

/** A consumer may have thousands of keys: the consumer's page leads here with the id of one. */
function KeyIdInput({ value, onChange }: FieldProps) {
  const [typed, setTyped] = useState(value);
  const search = useDebouncedCallback((id: string) => onChange(id.trim()), TYPING_PAUSE_MS);
  return (
    <TextInput
      label="Id of the consumer key"
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        search(currentTarget.value);
      }}
      classNames={{ input: 'sy-mono' }}
      w={{ base: '100%', xs: 290 }}
    />
  );
}

interface Choice {
  readonly id: string;
  readonly name: string;
  readonly provider?: { readonly name: string };
}
type Choices = Record<string, { readonly nodes: readonly Choice[] }>;
type ChoiceDocument = TypedDocumentNode<Choices, OperationVariables>;

const CHOICES = {
  aiApiId: { label: 'AI API', document: FilterAiApisDocument as ChoiceDocument },
  consumerId: { label: 'Consumer', document: FilterConsumersDocument as ChoiceDocument },
  providerId: { label: 'Provider', document: FilterProvidersDocument as ChoiceDocument },
  modelId: { label: 'Model', document: FilterModelsDocument as ChoiceDocument },
  endpointId: { label: 'Endpoint', document: FilterEndpointsDocument as ChoiceDocument },
};

function ObjectSelect({ by, value, onChange }: FieldProps & { readonly by: keyof typeof CHOICES }) {
  const { label, document } = CHOICES[by];
  const [typed, setTyped] = useState('');
  const chosen = useNames([value === '' ? null : value]).get(value);
  // What is chosen stands in the field as its name, and is not a search.
  const [search] = useDebouncedValue(typed === chosen?.name ? '' : typed.trim(), TYPING_PAUSE_MS);
  const { data, previousData } = useQuery(document, { variables: { search: search === '' ? null : search } });
  const [list] = Object.values((data ?? previousData ?? {}) as Choices);
  const found = (list?.nodes ?? []).map(({ id, name, provider }) => ({
    value: id,
    label: provider === undefined ? name : `${provider.name} / ${name}`,
  }));
  // One that is not on the first page, or was deleted, stays chosen.
  const isListed = value === '' || found.some((each) => each.value === value);
  return (
    <Select
      label={label}
      placeholder="Choose"
      searchable
      data={isListed ? found : [{ value, label: chosen?.name ?? value }, ...found]}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage="Nothing has that name"
    />
  );
}
