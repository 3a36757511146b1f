import { useQuery } from '@apollo/client/react';
import { Button, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { Answer } from '../../parts/answer';
import { csvOf } from '../../parts/csv';
import { Figure } from '../../parts/figure';
import { duration } from '../../parts/figures';
import { saveFile } from '../../parts/save-file';
import { ScrollTable } from '../../parts/scroll-table';
import { useNames } from '../../parts/use-names';
import { DIMENSIONS, type DimensionName, groupLabel, identityOf, objectIdOf } from './dimension';
import {
  type LatencyFragment,
  UsageLatencyDocument,
  type UsageLatencyQuery,
  type UsageLatencyQueryVariables,
} from './documents.generated';

const SHOWN_MAX = 100;

interface Times {
  readonly label: string;
  readonly hint: string;
  readonly of: (latency: LatencyFragment) => LatencyFragment['duration'];
}

const TIMES: readonly Times[] = [
  { label: 'Whole request', hint: 'until the end of the response', of: (latency) => latency.duration },
  { label: 'First content', hint: 'until the response has content', of: (latency) => latency.firstContent },
  { label: 'Gateway', hint: 'what the gateway itself takes', of: (latency) => latency.overhead },
];

interface UsageLatencyProps {
  readonly bounds: { readonly from: string; readonly to: string };
  readonly dimension: DimensionName;
  readonly filter: UsageLatencyQueryVariables['filter'];
}

/** How long requests took. Apart from the sums: histograms of a long period may be too many to merge. */
export function UsageLatency({ bounds, dimension, filter }: UsageLatencyProps) {
  const { hasLatency } = DIMENSIONS[dimension];
  const result = useQuery(UsageLatencyDocument, {
    variables: { ...bounds, groupBy: hasLatency ? [dimension] : [], filter },
  });
  return (
    <Answer result={result} what="durations" keepsPrevious>
      {({ usage: { totals, groups } }) => (
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
            {TIMES.map(({ label, hint, of }) => (
              <Figure key={label} label={`${label}, half of them within`} value={duration(timesOf(totals, of)?.p50)}>
                <Text size="sm" c="dimmed">
                  95 % within {duration(timesOf(totals, of)?.p95)}; {hint}
                </Text>
              </Figure>
            ))}
          </SimpleGrid>
          {hasLatency && groups.length > 0 ? <LatencyTable groups={groups} dimension={dimension} /> : null}
        </Stack>
      )}
    </Answer>
  );
}

type Groups = UsageLatencyQuery['usage']['groups'];

function timesOf({ latency }: Groups[number]['totals'], of: Times['of']) {
  return latency === null || latency === undefined ? null : of(latency);
}

function LatencyTable({ groups, dimension }: { readonly groups: Groups; readonly dimension: DimensionName }) {
  const shown = groups.slice(0, SHOWN_MAX);
  const names = useNames(shown.map(({ key }) => objectIdOf(dimension, key)));
  const { label } = DIMENSIONS[dimension];
  const labelOf = ({ key }: Groups[number]) => groupLabel(dimension, key, (id) => names.get(id)?.name);
  const save = () => {
    const header = [label, 'Id', ...TIMES.flatMap((times) => [`${times.label} p50 ms`, `${times.label} p95 ms`])];
    const rows = groups.map((group) => [
      labelOf(group),
      objectIdOf(dimension, group.key),
      ...TIMES.flatMap(({ of }) => [timesOf(group.totals, of)?.p50 ?? null, timesOf(group.totals, of)?.p95 ?? null]),
    ]);
    saveFile(`durations-by-${label.toLowerCase().replaceAll(' ', '-')}.csv`, csvOf([header, ...rows]), 'text/csv');
  };
  return (
    <section className="sy-panel" aria-label={`Durations by ${label}`}>
      <Group justify="space-between" p="sm">
        <Title order={2}>Durations by {label}</Title>
        <Button size="xs" variant="default" onClick={save}>
          Save durations as CSV
        </Button>
      </Group>
      <ScrollTable minWidth={620} label={`Durations by ${label}, half and 95 %`}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{label}</Table.Th>
              {TIMES.map((times) => (
                <Table.Th key={times.label} ta="right">
                  {times.label}, 50 % / 95 %
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((group) => (
              <Table.Tr key={identityOf(dimension, group.key)}>
                <Table.Td>{labelOf(group)}</Table.Td>
                {TIMES.map(({ label: name, of }) => (
                  <Table.Td key={name} ta="right" className="sy-figure">
                    {duration(timesOf(group.totals, of)?.p50)} / {duration(timesOf(group.totals, of)?.p95)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollTable>
    </section>
  );
}
