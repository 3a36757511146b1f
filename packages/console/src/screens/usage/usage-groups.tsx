import { useApolloClient } from '@apollo/client/react';
import { Button, Group, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { csvOf } from '../../parts/csv';
import { ObjectNamesDocument } from '../../parts/documents.generated';
import { ratio } from '../../parts/figures';
import type { Period } from '../../parts/period';
import { saveFile } from '../../parts/save-file';
import { ScrollTable } from '../../parts/scroll-table';
import { EmptyState } from '../../parts/states';
import { NAMES_MAX, namesOf, useNames } from '../../parts/use-names';
import { count } from '../../parts/wording';
import { DIMENSIONS, type DimensionName, groupLabel, identityOf, objectIdOf } from './dimension';
import type { UsageByDimensionQuery } from './documents.generated';
import { MEASURES, type MeasureName, measuresOf } from './measure';

const SHOWN_MAX = 100;

interface UsageGroupsProps {
  readonly groups: UsageByDimensionQuery['usage']['groups'];
  readonly currency: string;
  readonly bounds: { readonly from: string; readonly to: string };
  readonly period: Period;
  readonly dimension: DimensionName;
  readonly measure: MeasureName;
}

/** All measures of each group, those with the most of the chosen measure first. */
export function UsageGroups({ groups, currency, bounds, period, dimension, measure }: UsageGroupsProps) {
  const { of } = MEASURES[measure];
  const sorted = groups.toSorted((one, other) => (of(other.totals) ?? 0) - (of(one.totals) ?? 0));
  const shown = sorted.slice(0, SHOWN_MAX);
  const names = useNames(shown.map(({ key }) => objectIdOf(dimension, key)));
  const all = sorted.reduce((sum, { totals }) => sum + (of(totals) ?? 0), 0);
  const measures = measuresOf(dimension);
  const { label } = DIMENSIONS[dimension];
  return (
    <section className="sy-panel" aria-label={`Usage by ${label}`}>
      <Group justify="space-between" p="sm">
        <Title order={2}>By {label}</Title>
        <SaveCsv
          groups={sorted}
          dimension={dimension}
          file={`usage-by-${label.toLowerCase().replaceAll(' ', '-')}-${period.value}-until-${bounds.to.slice(0, 16)}.csv`}
        />
      </Group>
      {shown.length === 0 ? (
        <EmptyState title="No usage in this period.">
          It appears within seconds of the first request that a data plane serves.
        </EmptyState>
      ) : (
        <ScrollTable minWidth={620} label={`Figures by ${label}`}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{label}</Table.Th>
                {measures.map((name) => (
                  <Table.Th key={name} ta="right">
                    {MEASURES[name].label}
                  </Table.Th>
                ))}
                <Table.Th ta="right">Share</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(({ key, totals }) => (
                <Table.Tr key={identityOf(dimension, key)}>
                  <Table.Td>{groupLabel(dimension, key, (id) => names.get(id)?.name)}</Table.Td>
                  {measures.map((name) => (
                    <Table.Td key={name} ta="right" className="sy-figure">
                      {MEASURES[name].text(MEASURES[name].of(totals), currency)}
                    </Table.Td>
                  ))}
                  <Table.Td ta="right" className="sy-figure">
                    {ratio(of(totals) ?? 0, all)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollTable>
      )}
      {groups.length > SHOWN_MAX ? (
        <Text size="sm" c="dimmed" p="sm">
          And {count(groups.length - SHOWN_MAX, 'more group')}: the file has them all.
        </Text>
      ) : null}
    </section>
  );
}

interface SaveCsvProps {
  readonly groups: UsageByDimensionQuery['usage']['groups'];
  readonly dimension: DimensionName;
  readonly file: string;
}

/** Saves all groups with their names, also those that are not shown. */
function SaveCsv({ groups, dimension, file }: SaveCsvProps) {
  const client = useApolloClient();
  const [isBusy, setBusy] = useState(false);
  const measures = measuresOf(dimension);
  const save = async () => {
    setBusy(true);
    const ids = [...new Set(groups.flatMap(({ key }) => objectIdOf(dimension, key) ?? []))];
    const names = new Map<string, string>();
    for (let index = 0; index < ids.length; index += NAMES_MAX) {
      const variables = { ids: ids.slice(index, index + NAMES_MAX) };
      const { data } = await client.query({ query: ObjectNamesDocument, variables });
      for (const [id, { name }] of namesOf(data)) names.set(id, name);
    }
    const rows = groups.map(({ key, totals }) => [
      groupLabel(dimension, key, (id) => names.get(id)),
      objectIdOf(dimension, key),
      ...measures.map((name) => MEASURES[name].of(totals)),
    ]);
    const header = [DIMENSIONS[dimension].label, 'Id', ...measures.map((name) => MEASURES[name].label)];
    saveFile(file, csvOf([header, ...rows]), 'text/csv');
    setBusy(false);
  };
  return (
    <Button size="xs" variant="default" disabled={groups.length === 0} loading={isBusy} onClick={() => void save()}>
      Save as CSV
    </Button>
  );
}
