import { useQuery } from '@apollo/client/react';
import { NumberInput, Paper, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Answer } from '../../parts/answer';
import { Pager, usePaging } from '../../parts/paging';
import { PlanItems } from '../../parts/plan-items';
import { RevisionComparisonDocument } from './documents.generated';

const route = getRouteApi('/history/$number');
const TYPING_PAUSE_MS = 300;

/** What differs between this revision and another one, whatever happened in between. */
export function Comparison({ number }: { readonly number: number }) {
  const { with: other } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState<number | string>(other ?? '');
  const [settled] = useDebouncedValue(typed, TYPING_PAUSE_MS);
  const choose = (next: number | string) => {
    setTyped(next);
    void navigate({
      to: '/history/$number',
      params: { number: String(number) },
      search: typeof next === 'number' ? { with: next } : {},
      replace: true,
    });
  };
  return (
    <Paper className="sy-panel" p="md" component="section" aria-label="Compare">
      <Title order={2} mb="xs">
        Compare
      </Title>
      <NumberInput
        label="With revision"
        value={typed}
        onChange={choose}
        min={0}
        allowDecimal={false}
        allowNegative={false}
        w={160}
      />
      {typeof settled === 'number' && settled !== number ? <Differing one={number} other={settled} /> : null}
    </Paper>
  );
}

function Differing({ one, other }: { readonly one: number; readonly other: number }) {
  const [from, to] = one < other ? [one, other] : [other, one];
  const paging = usePaging(`${from} ${to}`);
  const result = useQuery(RevisionComparisonDocument, { variables: { from, to, after: paging.after } });
  return (
    <Answer result={result} what="the differences">
      {({ compareRevisions: { changes } }) => (
        <>
          <Title order={3} my="xs">
            From revision {from} to {to}
          </Title>
          {changes.nodes.length === 0 ? <p>Nothing differs.</p> : <PlanItems items={changes.nodes} />}
          <Pager paging={paging} connection={changes} />
        </>
      )}
    </Answer>
  );
}
