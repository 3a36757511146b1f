import { useMutation } from '@apollo/client/react';
import { Button, Checkbox, Group, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { failureOf } from '../../graphql/failure';
import { FormDialog } from '../../parts/form-dialog';
import { FailureNote } from '../../parts/states';
import { count } from '../../parts/wording';
import { FetchModelsDocument, type FetchModelsMutation } from './documents.generated';
import type { Provider } from './provider';
import { TestResult } from './test-endpoint';

type Fetched = NonNullable<FetchModelsMutation['fetchModels']>;

/** More would hold the page up while they are drawn; the others are found by their names. */
const SHOWN_MAX = 100;

interface FetchModelsProps {
  readonly provider: Provider;
  /** Puts names on the list, which takes effect with *Update*. */
  readonly onChoose: (names: readonly string[]) => void;
}

/** Asks the vendor which models it has, so that nobody has to type their names. */
export function FetchModels({ provider, onChoose }: FetchModelsProps) {
  const [run, { data, error, loading, reset }] = useMutation(FetchModelsDocument);
  const endpoint = provider.endpoints.find(({ enabled, credential }) => enabled && credential.isSet);
  if (endpoint === undefined) return null;
  const fetchNow = () => {
    run({ variables: { input: { endpointId: endpoint.id } } }).catch(() => undefined);
  };
  const answer = data?.fetchModels ?? null;
  return (
    <>
      <Button variant="default" loading={loading} onClick={fetchNow}>
        Fetch from {endpoint.name}
      </Button>
      <FormDialog
        opened={error !== undefined || answer !== null}
        onClose={reset}
        title={`Models of ${endpoint.name}`}
        scrollAreaComponent={ScrollArea.Autosize}
      >
        {error ? <FailureNote failure={failureOf(error)} /> : null}
        {answer === null ? null : (
          <Choice
            answer={answer}
            onChoose={(names) => {
              reset();
              onChoose(names);
            }}
          />
        )}
      </FormDialog>
    </>
  );
}

interface ChoiceProps {
  readonly answer: Fetched;
  readonly onChoose: (names: readonly string[]) => void;
}

function Choice({ answer: { test, models }, onChoose }: ChoiceProps) {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (!test.passed || models.length === 0) return <TestResult result={test} />;
  const matching = models.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const shown = matching.slice(0, SHOWN_MAX);
  return (
    <Stack gap="sm">
      <TextInput
        label="Search"
        type="search"
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        data-autofocus
      />
      <Stack gap={4} className="sy-choices">
        {shown.map(({ name, isAdded }) => (
          <Checkbox
            key={name}
            label={isAdded ? `${name} (is on the list)` : name}
            disabled={isAdded}
            checked={isAdded || chosen.includes(name)}
            onChange={({ currentTarget: { checked } }) =>
              setChosen(checked ? [...chosen, name] : chosen.filter((each) => each !== name))
            }
          />
        ))}
        {shown.length === 0 ? <Text size="sm">No model has that name.</Text> : null}
        {matching.length > shown.length ? (
          <Text size="sm">And {count(matching.length - shown.length, 'more model')}: search for them.</Text>
        ) : null}
      </Stack>
      <Group justify="flex-end">
        <Button disabled={chosen.length === 0} onClick={() => onChoose(chosen)}>
          {chosen.length === 0 ? 'Choose models' : `Put ${count(chosen.length, 'model')} on the list`}
        </Button>
      </Group>
    </Stack>
  );
}
