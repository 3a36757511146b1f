import { useQuery } from '@apollo/client/react';
import { Paper, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Answer } from '../../parts/answer';
import { Note } from '../../parts/note';
import { PageHeader } from '../../parts/page-header';
import { PageLink } from '../../parts/page-link';
import { EmptyState } from '../../parts/states';
import { useMayEdit } from '../../session/viewer';
import { Bench } from './bench';
import { PlaygroundAiApiDocument, PlaygroundAiApisDocument, PlaygroundDocument } from './documents.generated';

const TYPING_PAUSE_MS = 200;
const route = getRouteApi('/playground');

/** Tries an AI API as a consumer would, and shows which way each answer came. */
export function PlaygroundScreen() {
  const { api } = route.useSearch();
  const navigate = route.useNavigate();
  const mayEdit = useMayEdit();
  const result = useQuery(PlaygroundDocument);
  return (
    <>
      <PageHeader title="Playground">
        Ask an AI API as a consumer would, and see which way the answer came. Vendors charge for it.
      </PageHeader>
      <Answer result={result} what="the playground">
        {({ playground: { enabled } }) => {
          if (!enabled) return <PlaygroundOff />;
          if (!mayEdit) return <Note kind="idle">The playground needs the role EDITOR.</Note>;
          return (
            <>
              <AiApiSelect
                name={api ?? null}
                onChange={(name) => void navigate({ to: '/playground', search: { api: name }, replace: true })}
              />
              {api === undefined ? null : <Chosen key={api} name={api} />}
            </>
          );
        }}
      </Answer>
    </>
  );
}

function PlaygroundOff() {
  return (
    <Paper className="sy-panel">
      <EmptyState title="The playground is off.">
        Set <code>SWITCHYARD_PLAYGROUND_URL</code> of the control plane to the address of a data plane, such as{' '}
        <code>http://127.0.0.1:8080</code>.
      </EmptyState>
    </Paper>
  );
}

interface AiApiSelectProps {
  readonly name: string | null;
  readonly onChange: (name: string) => void;
}

function AiApiSelect({ name, onChange }: AiApiSelectProps) {
  const [typed, setTyped] = useState(name ?? '');
  const [search] = useDebouncedValue(typed === name ? '' : typed.trim(), TYPING_PAUSE_MS);
  const { data, previousData } = useQuery(PlaygroundAiApisDocument, {
    variables: { search: search === '' ? null : search },
  });
  const names = ((data ?? previousData)?.aiApis.nodes ?? []).map((each) => each.name);
  return (
    <Select
      label="AI API"
      placeholder="Choose"
      searchable
      data={name === null || names.includes(name) ? names : [name, ...names]}
      value={name}
      onChange={(next) => next !== null && onChange(next)}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage="Nothing has that name"
      allowDeselect={false}
      mb="md"
      w={{ base: '100%', xs: 320 }}
    />
  );
}

function Chosen({ name }: { readonly name: string }) {
  const result = useQuery(PlaygroundAiApiDocument, { variables: { name } });
  return (
    <Answer result={result} what="the AI API">
      {({ aiApi }) => {
        if (!aiApi) {
          return (
            <EmptyState title={`There is no AI API “${name}”.`}>
              <PageLink to="/ai-apis">See all AI APIs</PageLink>
            </EmptyState>
          );
        }
        return <Bench aiApi={aiApi} />;
      }}
    </Answer>
  );
}
